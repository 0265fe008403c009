import type { SeenIcmp } from "../flow/icmp-pairing.js";

const kindWords = { echo: "echo", timestamp: "timestamp", "address-mask": "address mask" } as const;

/** `echo reply of 192.168.1.1 to 192.168.1.23 (identifier 4660, sequence number 1)`. */
export function describeIcmp(seen: SeenIcmp): string {
  const { kind, isReply, source, destination, identifier, sequenceNumber } = seen;
  return (
    `${kindWords[kind]} ${isReply ? "reply" : "request"} of ${source} to ${destination} ` +
    `(identifier ${identifier}, sequence number ${sequenceNumber})`
  );
}
