/** Octets kept of streams, shared by everything that keeps some. */
export class OctetBudget {
  private used = 0;

  constructor(
    readonly limit: number,
    readonly limitPerStream: number,
  ) {}

  get isExceeded(): boolean {
    return this.used > this.limit;
  }

  /** More is kept, or less where negative. */
  charge(octets: number): void {
    this.used += octets;
  }
}
