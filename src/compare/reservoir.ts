import type { RandomStream } from "../personas/random-stream.js";

/** An even sample of bounded size of a stream of unknown length (Vitter's algorithm R). */
export class Reservoir<Item> {
  readonly #kept: Item[] = [];
  #seen = 0;

  constructor(
    private readonly limit: number,
    private readonly random: RandomStream,
  ) {}

  get seen(): number {
    return this.#seen;
  }

  get kept(): readonly Item[] {
    return this.#kept;
  }

  add(item: Item): void {
    this.#seen += 1;
    if (this.#kept.length < this.limit) {
      this.#kept.push(item);
      return;
    }
    const place = Math.floor(this.random.unit() * this.#seen);
    if (place < this.limit) this.#kept[place] = item;
  }
}
