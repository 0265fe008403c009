import { hex } from "../quote-value.js";
import type { Fault } from "../rule.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsTransactionIdConstant: ConversationRule = {
  code: "dns-transaction-id-constant",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "Queries, or responses, of a capture that all have the same DNS transaction id.",
  why: "Each query draws its own of 65,536, so that answers cannot be guessed. One id for all is copied from an example.",
  rfc: "RFC 5452 section 4.3",
  example: "all 3 DNS responses have the transaction id 0x0aba",
  watch() {
    const tallies = [new Tally("queries"), new Tally("responses")] as const;
    return {
      frame({ frameNumber, decoded }) {
        for (const layer of decoded.layers) {
          if (layer.protocol !== "dns") continue;
          tallies[layer.message.qr === 0 ? 0 : 1].add(layer.message.transactionId, frameNumber);
        }
        return noFaults;
      },
      captureEnd: () => tallies.flatMap((tally) => tally.faults()),
    };
  },
};

/** Fewer may be one query that was sent again. */
const enough = 3;
const framesNamed = 100;

class Tally {
  private id: number | undefined;
  private isVaried = false;
  private count = 0;
  private readonly frames: number[] = [];

  constructor(private readonly what: string) {}

  add(id: number, frameNumber: number): void {
    this.id ??= id;
    if (id !== this.id) this.isVaried = true;
    this.count += 1;
    if (!this.isVaried && this.frames.length < framesNamed) this.frames.push(frameNumber);
  }

  faults(): readonly Fault[] {
    if (this.isVaried || this.id === undefined || this.count < enough) return noFaults;
    return [
      {
        frames: this.frames,
        layer: "dns",
        field: "transactionId",
        message: `all ${this.count} DNS ${this.what} have the transaction id ${hex(this.id)}`,
        hint: "draw a new id for each query and copy it into its answer",
        filter: `dns.id == ${hex(this.id)}`,
      },
    ];
  }
}
