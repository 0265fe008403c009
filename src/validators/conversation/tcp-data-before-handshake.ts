import type { TcpConnection, TcpObservation } from "../../flow/tcp-connection.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpDataBeforeHandshake: ConversationRule = {
  code: "tcp-data-before-handshake",
  level: "conversation",
  // The frame that completes the handshake may have been lost by the capture.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "Data in a connection whose handshake is not complete.",
  why: "The receiver may not hand it to the program before the three segments have passed.",
  rfc: "RFC 9293 section 3.5",
  example: "the client 192.168.1.23:40100 sends 78 octets before the handshake is complete",
  watch() {
    // Without any SYN-ACK it is the handshake that is missing, not the order that is wrong.
    const waiting = new WeakMap<TcpConnection, Fault[]>();
    return {
      tcpSegment(observation) {
        const { connection, fromClient } = observation;
        const { handshake } = connection;
        if (handshake !== "syn" && (handshake !== "syn-ack" || fromClient)) return noFaults;
        if (observation.isSyn) return observation.isAck ? (waiting.get(connection) ?? noFaults) : noFaults;
        if (observation.payloadLength === 0 || observation.isRst) return noFaults;
        const fault = faultOf(observation);
        if (handshake === "syn-ack") return [fault];
        const faults = waiting.get(connection) ?? [];
        if (faults.length < remembered) faults.push(fault);
        waiting.set(connection, faults);
        return noFaults;
      },
    };
  },
};

/** Segments of one connection that wait for its SYN-ACK. */
const remembered = 100;

/** Data with the client's SYN is fast open (RFC 7413); the client's first ACK may carry data. */
function faultOf(observation: TcpObservation): Fault {
  return {
    frames: [observation.frame.frameNumber],
    layer: "tcp",
    message: `${senderOf(observation)} sends ${observation.payloadLength} octets before the handshake is complete`,
    hint: "send the request after the client's ACK of the SYN-ACK",
  };
}
