import { optionOf, type TcpObservation } from "../../flow/tcp-connection.js";
import { frameNumbers, noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpOptionNotOffered: ConversationRule = {
  code: "tcp-option-not-offered",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A SYN-ACK with an option that the SYN did not offer, or timestamps or SACK later that were not agreed on.",
  why: "These options hold only where both sides offered them in their SYNs.",
  rfc: "RFC 7323 sections 2.2 and 3.2; RFC 2018 section 2",
  example: "the SYN-ACK has the option window-scale, which the SYN did not offer",
  on: {
    tcpSegment(observation) {
      if (observation.header.options.length === 0 || observation.isRst) return noFaults;
      return observation.isSyn ? synAckFaults(observation) : laterFaults(observation);
    },
  },
};

function synAckFaults({ connection, header, fromClient, frame }: TcpObservation): readonly Fault[] {
  const { syn } = connection.client;
  if (fromClient || syn?.areOptionsKnown !== true || connection.server.syn !== undefined) return noFaults;
  const faults: Fault[] = [];
  for (const kind of ["window-scale", "timestamp"] as const) {
    const isOffered = kind === "timestamp" ? syn.hasTimestamp : syn.windowScale !== undefined;
    if (isOffered || optionOf(header, kind) === undefined) continue;
    faults.push({
      frames: frameNumbers(syn, frame),
      layer: "tcp",
      field: "options",
      message: `the SYN-ACK has the option ${kind}, which the SYN did not offer`,
      hint: "leave options out of both SYNs, or offer in the SYN what the SYN-ACK has",
    });
  }
  return faults;
}

function laterFaults({ connection, header, timestamp, peer, frame }: TcpObservation): readonly Fault[] {
  const { client, server } = connection;
  if (client.syn?.areOptionsKnown !== true || server.syn?.areOptionsKnown !== true) return noFaults;
  const hasTimestamps = client.syn.hasTimestamp && server.syn.hasTimestamp;
  // Each side may acknowledge selectively where the other said that it understands (RFC 2018 section 2).
  const mayUseSack = peer.syn?.hasSackPermitted === true;
  const stray =
    timestamp !== undefined && !hasTimestamps
      ? "timestamp"
      : !mayUseSack && optionOf(header, "sack") !== undefined
        ? "sack"
        : undefined;
  if (stray === undefined) return noFaults;
  return [
    {
      frames: [frame.frameNumber],
      layer: "tcp",
      field: "options",
      message: `the segment has the option ${stray}, which the two SYNs did not agree on`,
      hint: "leave TCP options out after the handshake: they follow from the SYNs",
    },
  ];
}
