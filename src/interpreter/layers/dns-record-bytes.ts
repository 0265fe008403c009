import { concatBytes } from "../../wire/bytes.js";
import { dnsHeaderLength, encodeDns } from "../../wire/dns.js";
import type { DnsQuestionFields, DnsRecordFields } from "../../wire/dns.js";

/** A question that stands alone in a packet, outside a message's sections: the codec's octets without its header. */
export function encodeQuestion(question: DnsQuestionFields, payload: Uint8Array): Uint8Array {
  return concatBytes(encodeDns({ questions: [question] }).subarray(dnsHeaderLength), payload);
}

/** A record that stands alone in a packet. */
export function encodeRecord(record: DnsRecordFields, payload: Uint8Array): Uint8Array {
  return concatBytes(encodeDns({ answers: [record] }).subarray(dnsHeaderLength), payload);
}
