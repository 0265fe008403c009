import { acknowledgmentOf, type OutgoingPacket } from "./divide-segment.js";
import type { Waits } from "./packet-clock.js";
import { otherSide, type Side } from "./packet-shape.js";
import type { TcpConnection } from "./tcp-connection.js";

/** What segments are sent over. */
export interface Sending {
  readonly connection: TcpConnection;
  /** Puts one on its way; `isLast`: no part of its packet is left. */
  readonly send: (outgoing: OutgoingPacket, waits: Waits, isLast: boolean) => void;
  /** Where a path loses segments: brings on whatever lets a side send so many octets more. */
  readonly unblock: (sender: Side, payloadLength: number) => void;
}

/**
 * Sends the segments of one packet, each when the window lets it go, with the acknowledgments that the other side's stack sends in
 * between. The last one's is the script's. A packet that was not divided goes as it is: its script says when.
 */
export function sendSegments(
  segments: readonly OutgoingPacket[],
  waits: Waits,
  { connection, send, unblock }: Sending,
): void {
  const [whole] = segments;
  if (whole !== undefined && segments.length === 1) {
    send(whole, waits, true);
    return;
  }
  for (const [place, segment] of segments.entries()) {
    const { sender, segment: { payloadLength = 0 } = {} } = segment.shape;
    const receiver = otherSide(sender);
    const isLast = place === segments.length - 1;
    // A full window, and all that is on its way waits for more: the receiver's timer ends that.
    if (connection.release(sender, payloadLength) === "held" && connection.hasUnacknowledged(receiver)) {
      send(acknowledgmentOf(segment.layers, segment.shape), {}, false);
    }
    unblock(sender, payloadLength);
    const release = connection.release(sender, payloadLength);
    const released = typeof release === "object" ? release : {};
    send(segment, { ...(place === 0 ? waits : {}), ...released }, isLast);
    if (!isLast && connection.acknowledges(receiver)) {
      send(acknowledgmentOf(segment.layers, segment.shape), {}, false);
    }
  }
}
