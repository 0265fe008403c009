import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpDataBeforeHandshake: TcpRule = {
  code: "tcp-data-before-handshake",
  level: "conversation",
  subject: "tcp",
  // The frame that completes the handshake may have been lost by the capture.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "Data in a connection whose handshake is not complete.",
  why: "The receiver may not hand it to the program before the three segments have passed.",
  rfc: "RFC 9293 section 3.5",
  example: "the client 192.168.1.23:40100 sends 78 octets before the handshake is complete",
  check({ conversation, observations, server }) {
    // Without any SYN-ACK it is the handshake that is missing, not the order that is wrong.
    if (server.syn === undefined) return noFaults;
    return observations
      .filter(({ handshake, segment, header }) => {
        if (segment.payload.length === 0 || hasFlag(header, "rst")) return false;
        // Data with the client's SYN is fast open (RFC 7413); the client's first ACK may carry data.
        if (hasFlag(header, "syn")) return false;
        if (handshake === "syn-ack") return !segment.fromClient;
        return handshake === "syn";
      })
      .map((observation) => ({
        frames: [observation.segment.frame.frameNumber],
        layer: "tcp",
        message: `${senderOf(conversation, observation)} sends ${observation.segment.payload.length} octets before the handshake is complete`,
        hint: "send the request after the client's ACK of the SYN-ACK",
      }));
  },
};
