import type { Finding } from "../contracts/finding.js";

/** What is known of a frame's origin: its conversation, and who filled what. */
export interface FrameOrigin {
  readonly conversation: string;
  readonly filled: readonly { readonly by: string }[];
}

/** Frames of a capture, by their numbers, that a path's loss has to do with. */
export interface LossFrames {
  /** Of conversations of which the path has lost something. */
  readonly conversations: ReadonlySet<number>;
  /** Those that make good what was lost: sent again, or acknowledged again. */
  readonly recoveries: ReadonlySet<number>;
}

/** Faults of generated traffic that a frame which makes a loss good shows rightly. */
const ofRecoveries: ReadonlySet<string> = new Set([
  "tcp-octets-repeated",
  "tcp-segment-out-of-order",
  // A SYN that was sent again stands before the SYN-ACK.
  "tcp-handshake-incomplete",
  // A query that is asked again is the same, octet for octet, where the stack numbers its packets 0.
  "frame-repeated",
  "wireshark-tcp-analysis-out-of-order",
]);

/** Those that the next frame after a lost one shows, which is no other than any. */
const ofConversations: ReadonlySet<string> = new Set([
  "tcp-sequence-gap",
  "wireshark-tcp-analysis-lost-segment",
  // Of a query that was asked again.
  "wireshark-dns-response-missing",
]);

/** `origins`: of the frames from number 1 on. Only a path of which the scenario says that it loses packets leaves such frames. */
export function lossFramesOf(origins: readonly FrameOrigin[]): LossFrames {
  const recoveries = new Set<number>();
  const names = new Set<string>();
  for (const [index, { conversation, filled }] of origins.entries()) {
    if (!filled.some(({ by }) => by === "loss")) continue;
    recoveries.add(index + 1);
    names.add(conversation);
  }
  const conversations = new Set(
    origins.flatMap(({ conversation }, index) => (names.has(conversation) ? [index + 1] : [])),
  );
  return { conversations, recoveries };
}

/** Whether a finding says no more than that a path loses packets, as the scenario asks. */
export function isOfLoss({ code, frames }: Finding, loss: LossFrames): boolean {
  if (ofRecoveries.has(code)) return frames.some((number) => loss.recoveries.has(number));
  return (
    ofConversations.has(code) && frames.length > 0 && frames.every((number) => loss.conversations.has(number))
  );
}

/** The same findings; of those that the scenario asks for no more than a note. */
export function withLossAsNotes(findings: readonly Finding[], loss: LossFrames): readonly Finding[] {
  return findings.map((finding) => (isOfLoss(finding, loss) ? { ...finding, severity: "note" } : finding));
}
