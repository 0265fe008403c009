/**
 * IP fragments put together again (RFC 791 section 3.2, RFC 8200 section 4.5), before anything looks for a transport in them.
 * Where fragments overlap, the octets that came first stay.
 */
import type { FlowLimits } from "./flow-limits.js";
import { flowTimeouts } from "./flow-limits.js";
import { OpenTransactions } from "./open-transactions.js";

/** One fragment of a datagram. */
export interface Fragment {
  /** The same text for all fragments of a datagram. */
  readonly key: string;
  /** Octets of the datagram's payload before this one. */
  readonly offset: number;
  readonly moreFragments: boolean;
  /** A view. */
  readonly bytes: Uint8Array;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Incomplete {
  readonly timeMillis: number;
  readonly pieces: Piece[];
  /** Octets of the pieces, repeated ones too. */
  received: number;
  /** Octets of the whole payload, once the last fragment is here. */
  total: number | undefined;
}

/** What a piece costs besides its octets. */
const overhead = 150;

/** Pieces of one datagram: 65,535 octets in units of 8. */
const piecesPerDatagram = 8192;

export class FragmentTable {
  private readonly incomplete: OpenTransactions<Incomplete>;
  private held = 0;

  constructor(
    private readonly limits: FlowLimits,
    private readonly full: () => void,
  ) {
    const release = (datagram: Incomplete) => this.release(datagram);
    this.incomplete = new OpenTransactions(
      limits.openTransactions,
      flowTimeouts.fragments,
      (datagram, isFull) => {
        if (isFull) this.full();
        release(datagram);
      },
    );
  }

  /** Takes a fragment; answers the datagram's payload when it is the last one missing. */
  add(fragment: Fragment, timeMillis: number): Uint8Array | undefined {
    this.incomplete.expire(timeMillis);
    const { key, offset, bytes, moreFragments } = fragment;
    const datagram = this.incomplete.get(key) ?? this.begin(key, timeMillis);
    if (datagram.pieces.length >= piecesPerDatagram) return undefined;
    datagram.pieces.push({ offset, bytes: bytes.slice() });
    datagram.received += bytes.length;
    this.held += bytes.length + overhead;
    if (!moreFragments) datagram.total ??= offset + bytes.length;
    const whole = assemble(datagram);
    if (whole !== undefined) {
      this.incomplete.delete(key);
      this.release(datagram);
    }
    this.makeRoom();
    return whole;
  }

  private begin(key: string, timeMillis: number): Incomplete {
    const datagram: Incomplete = { timeMillis, pieces: [], received: 0, total: undefined };
    this.incomplete.set(key, datagram);
    return datagram;
  }

  private makeRoom(): void {
    if (this.held <= this.limits.fragmentOctets) return;
    this.full();
    this.incomplete.releaseOldest(false);
  }

  private release({ pieces, received }: Incomplete): void {
    this.held -= received + pieces.length * overhead;
  }
}

/** The payload where nothing of it is missing. */
function assemble({ pieces, received, total }: Incomplete): Uint8Array | undefined {
  if (total === undefined || received < total) return undefined;
  const whole = new Uint8Array(total);
  const ordered = [...pieces].sort((one, other) => one.offset - other.offset);
  let end = 0;
  for (const { offset, bytes } of ordered) {
    if (offset > end) return undefined;
    end = Math.max(end, offset + bytes.length);
  }
  if (end < total) return undefined;
  // Last come first written, so that what came first stays.
  for (const { offset, bytes } of [...pieces].reverse())
    whole.set(bytes.subarray(0, Math.max(0, total - offset)), offset);
  return whole;
}
