import type { SeenIdentification } from "../contracts/framing.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { readFrameShape } from "../personas/frame-shape.js";
import { counterKey } from "../personas/identification.js";
import { messageKindOf } from "../personas/message-kind.js";
import { layerOf } from "../wire/decoded-frame.js";

type Seen = Readonly<Record<string, SeenIdentification>>;

/** Where the counters that hosts share among conversations stand after these frames. TCP counts by connection, and is left out. */
export function withIdentifications(before: Seen, frames: readonly FlowFrame[], clientIp: string): Seen {
  const seen: Record<string, SeenIdentification> = { ...before };
  for (const { decoded, timeNanos } of frames) {
    const ip = layerOf(decoded, "ipv4")?.header;
    const read = readFrameShape(decoded, clientIp);
    if (ip === undefined || read === undefined || read.shape.segment !== undefined) continue;
    const { source, destination } = read;
    const key = counterKey({ ...read.shape, source, destination }, messageKindOf(read.shape, false));
    seen[key] = { last: ip.identification, micros: Number(timeNanos / 1000n) };
  }
  return seen;
}

/** Of two hosts alone: what a conversation of theirs goes on from. */
export function identificationsBetween(seen: Seen, oneIp: string, otherIp: string): Seen {
  const isTheirs = (key: string) =>
    key.endsWith(` ${oneIp} ${otherIp}`) || key.endsWith(` ${otherIp} ${oneIp}`);
  return Object.fromEntries(Object.entries(seen).filter(([key]) => isTheirs(key)));
}
