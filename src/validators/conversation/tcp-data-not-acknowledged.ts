import { isSequenceBefore } from "../../wire/seqnum.js";
import { noFaults, type Fault } from "../rule.js";
import { hasFlag, type TcpObservation } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpDataNotAcknowledged: TcpRule = {
  code: "tcp-data-not-acknowledged",
  level: "conversation",
  subject: "tcp",
  severity: { real: "off", generated: "error" },
  group: "sequence",
  finds: "Data that the other side never acknowledges, though the connection goes on.",
  why: "Unacknowledged data is sent again until the connection is given up.",
  rfc: "RFC 9293 sections 3.4 and 3.8.1",
  example: "the 78 octets of frame 8 are never acknowledged",
  check({ observations, client, server }) {
    if (client.reset !== undefined || server.reset !== undefined) return noFaults;
    const highest = { client: highestAck(observations, true), server: highestAck(observations, false) };
    const faults: Fault[] = [];
    for (const { segment, header, sequenceLength } of observations) {
      if (segment.payload.length === 0) continue;
      const acknowledged = segment.fromClient ? highest.server : highest.client;
      const end = (header.sequenceNumber + sequenceLength - (hasFlag(header, "fin") ? 1 : 0)) >>> 0;
      if (acknowledged !== undefined && !isSequenceBefore(acknowledged, end)) continue;
      faults.push({
        frames: [segment.frame.frameNumber],
        layer: "tcp",
        message: `the ${segment.payload.length} octets of frame ${segment.frame.frameNumber} are never acknowledged`,
        hint: `acknowledge them: a later segment of the other side must have ack=${end} or more`,
      });
    }
    return faults;
  },
};

function highestAck(observations: readonly TcpObservation[], fromClient: boolean): number | undefined {
  let highest: number | undefined;
  for (const { segment, header } of observations) {
    if (segment.fromClient !== fromClient || !hasFlag(header, "ack")) continue;
    const number = header.acknowledgmentNumber;
    if (highest === undefined || isSequenceBefore(highest, number)) highest = number;
  }
  return highest;
}
