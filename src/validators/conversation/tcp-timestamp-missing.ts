import { noFaults } from "../rule.js";
import { hasFlag, optionOf } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpTimestampMissing: TcpRule = {
  code: "tcp-timestamp-missing",
  level: "conversation",
  subject: "tcp",
  severity: { real: "note", generated: "error" },
  group: "protocol",
  finds: "A segment without timestamps in a connection whose SYNs agreed on them.",
  why: "Once agreed on, every segment but a reset must carry them; a receiver may drop one that does not.",
  rfc: "RFC 7323 section 3.2",
  example: "both SYNs offer timestamps, frame 5 has none",
  check({ observations, client, server }) {
    const agreed = [client.syn, server.syn].every(
      (syn) => syn !== undefined && optionOf(syn.tcp.header, "timestamp") !== undefined,
    );
    if (!agreed) return noFaults;
    return observations
      .filter(({ header }) => !hasFlag(header, "rst") && optionOf(header, "timestamp") === undefined)
      .map(({ segment }) => ({
        frames: [segment.frame.frameNumber],
        layer: "tcp",
        field: "options",
        message: `both SYNs offer timestamps, frame ${segment.frame.frameNumber} has none`,
        hint: "leave TCP options out of every segment, or give each one a Timestamp",
      }));
  },
};
