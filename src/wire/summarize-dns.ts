import { formatHex } from "./bytes.js";
import { type DnsMessage, type DnsRecord, dnsTypes } from "./dns.js";
import { escapeText } from "./escape-text.js";

const opcodes: Readonly<Record<number, string>> = {
  0: "Standard query",
  1: "Inverse query",
  2: "Server status request",
  4: "Zone change notification",
  5: "Dynamic update",
};

const responseCodes: Readonly<Record<number, string>> = {
  1: "Format error",
  2: "Server failure",
  3: "No such name",
  4: "Not implemented",
  5: "Refused",
};

const typeNames = new Map<number, string>([
  ...Object.entries(dnsTypes).map(([name, type]) => [type, name] as const),
  [64, "SVCB"],
  [65, "HTTPS"],
  [255, "ANY"],
]);

/** `A`, `AAAA`, … or `TYPE65280` (RFC 3597 section 5). */
export function formatDnsType(type: number): string {
  return typeNames.get(type) ?? `TYPE${type}`;
}

/** `Standard query response 0x1a2b A example.com A 93.184.216.34`: what tshark's info column says of a message. */
export function summarizeDns(message: DnsMessage): string {
  const parts = [opcodes[message.opcode] ?? `Unknown operation (${message.opcode})`];
  if (message.qr === 1) parts.push("response");
  parts.push(`0x${message.transactionId.toString(16).padStart(4, "0")}`);
  if (message.qr === 1 && message.rcode !== 0) {
    parts.push(responseCodes[message.rcode] ?? `Unknown error (${message.rcode})`);
  }
  for (const { type, name } of message.questions) parts.push(formatDnsType(type), formatName(name));
  for (const record of [...message.answers, ...message.authorities, ...message.additionals]) {
    parts.push(formatDnsType(record.type));
    const data = formatRdata(record);
    if (data !== "") parts.push(data);
  }
  return parts.join(" ");
}

function formatName(name: string): string {
  return name === "." ? "<Root>" : escapeText(name);
}

/** Rdata in a few words; nothing for what has none. Names are escaped. */
export function formatRdata({ rdata }: DnsRecord): string {
  switch (rdata.kind) {
    case "a":
    case "aaaa":
      return rdata.address;
    case "name":
      return formatName(rdata.name);
    case "mx":
      return `${rdata.preference} ${formatName(rdata.exchange)}`;
    case "soa":
      return formatName(rdata.primaryServer);
    case "srv":
      return `${rdata.priority} ${rdata.weight} ${rdata.port} ${formatName(rdata.target)}`;
    case "bytes":
      return rdata.bytes.length === 0
        ? ""
        : `\\# ${rdata.bytes.length} ${formatHex(rdata.bytes.subarray(0, 16))}`;
    case "txt":
    case "opt":
      return "";
  }
}
