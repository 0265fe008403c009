import { frameNumbers, noFaults, type Fault } from "../rule.js";
import { hasFlag, optionOf } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpOptionNotOffered: TcpRule = {
  code: "tcp-option-not-offered",
  level: "conversation",
  subject: "tcp",
  severity: { real: "warn", generated: "error" },
  group: "protocol",
  finds:
    "A SYN-ACK with an option that the SYN did not offer, or timestamps or SACK later that were not agreed on.",
  why: "These options hold only where both sides offered them in their SYNs.",
  rfc: "RFC 7323 sections 2.2 and 3.2; RFC 2018 section 2",
  example: "the SYN-ACK has the option window-scale, which the SYN did not offer",
  check({ observations, client, server }) {
    const syn = client.syn?.tcp.header;
    const synAck = server.syn?.tcp.header;
    if (syn === undefined || synAck === undefined) return noFaults;
    const faults: Fault[] = [];
    for (const kind of ["window-scale", "timestamp"] as const) {
      if (optionOf(synAck, kind) === undefined || optionOf(syn, kind) !== undefined) continue;
      faults.push({
        frames: frameNumbers(client.syn?.frame, server.syn?.frame),
        layer: "tcp",
        field: "options",
        message: `the SYN-ACK has the option ${kind}, which the SYN did not offer`,
        hint: "leave options out of both SYNs, or offer in the SYN what the SYN-ACK has",
      });
    }
    const hasTimestamps =
      optionOf(syn, "timestamp") !== undefined && optionOf(synAck, "timestamp") !== undefined;
    // Each side may acknowledge selectively where the other said that it understands (RFC 2018 section 2).
    const sackFrom = { client: optionOf(synAck, "sack-permitted"), server: optionOf(syn, "sack-permitted") };
    for (const { segment, header } of observations) {
      if (hasFlag(header, "syn") || hasFlag(header, "rst")) continue;
      const mayUseSack = segment.fromClient ? sackFrom.client : sackFrom.server;
      const stray =
        optionOf(header, "timestamp") !== undefined && !hasTimestamps
          ? "timestamp"
          : optionOf(header, "sack") !== undefined && mayUseSack === undefined
            ? "sack"
            : undefined;
      if (stray === undefined) continue;
      faults.push({
        frames: [segment.frame.frameNumber],
        layer: "tcp",
        field: "options",
        message: `the segment has the option ${stray}, which the two SYNs did not agree on`,
        hint: "leave TCP options out after the handshake: they follow from the SYNs",
      });
    }
    return faults;
  },
};
