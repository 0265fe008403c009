import { didYouMean } from "../did-you-mean.js";
import { ScriptError } from "../diagnostic.js";
import { layerSpecs } from "./layer-table.js";
import type { LayerSpec } from "./layer-spec.js";

/** What authors call fields that Scapy names otherwise: by the name without case and underscores, in order of preference. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map([
  ["source", ["src"]],
  ["srcaddr", ["src", "psrc"]],
  ["sourceaddress", ["src", "psrc"]],
  ["saddr", ["src", "psrc"]],
  ["srcip", ["src", "psrc"]],
  ["sourceip", ["src", "psrc"]],
  ["ipsrc", ["src", "psrc"]],
  ["senderip", ["psrc"]],
  ["senderprotocoladdress", ["psrc"]],
  ["spa", ["psrc"]],
  ["srcmac", ["src", "hwsrc"]],
  ["sourcemac", ["src", "hwsrc"]],
  ["macsrc", ["src", "hwsrc"]],
  ["sendermac", ["hwsrc"]],
  ["senderhardwareaddress", ["hwsrc"]],
  ["sha", ["hwsrc"]],
  ["hwsource", ["hwsrc"]],
  ["hwsrc", ["src"]],
  ["srcport", ["sport"]],
  ["sourceport", ["sport"]],
  ["tcpsport", ["sport"]],
  ["destination", ["dst"]],
  ["dest", ["dst"]],
  ["target", ["dst", "pdst"]],
  ["dstaddr", ["dst", "pdst"]],
  ["destinationaddress", ["dst", "pdst"]],
  ["daddr", ["dst", "pdst"]],
  ["dstip", ["dst", "pdst"]],
  ["destip", ["dst", "pdst"]],
  ["destinationip", ["dst", "pdst"]],
  ["ipdst", ["dst", "pdst"]],
  ["targetip", ["pdst"]],
  ["targetprotocoladdress", ["pdst"]],
  ["tpa", ["pdst"]],
  ["dstmac", ["dst", "hwdst"]],
  ["destmac", ["dst", "hwdst"]],
  ["destinationmac", ["dst", "hwdst"]],
  ["targetmac", ["hwdst"]],
  ["targethardwareaddress", ["hwdst"]],
  ["tha", ["hwdst"]],
  ["hwdest", ["hwdst"]],
  ["hwdst", ["dst"]],
  ["dstport", ["dport"]],
  ["destport", ["dport"]],
  ["destinationport", ["dport"]],
  ["src", ["sport", "psrc"]],
  ["dst", ["dport", "pdst"]],
  ["checksum", ["chksum"]],
  ["cksum", ["chksum"]],
  ["length", ["len"]],
  ["totallength", ["len"]],
  ["protocol", ["proto"]],
  ["nextheader", ["nh"]],
  ["hoplimit", ["hlim"]],
  ["ttl", ["hlim"]],
  ["timetolive", ["ttl"]],
  ["identification", ["id"]],
  ["identifier", ["id"]],
  ["transactionid", ["id"]],
  ["txid", ["id"]],
  ["icmpid", ["id"]],
  ["sequence", ["seq"]],
  ["sequencenumber", ["seq"]],
  ["seqnum", ["seq"]],
  ["seqno", ["seq"]],
  ["icmpseq", ["seq"]],
  ["acknowledgment", ["ack"]],
  ["acknowledgement", ["ack"]],
  ["acknowledgmentnumber", ["ack"]],
  ["acknum", ["ack"]],
  ["ackno", ["ack"]],
  ["win", ["window"]],
  ["windowsize", ["window"]],
  ["dataoffset", ["dataofs"]],
  ["urgentpointer", ["urgptr"]],
  ["fragmentoffset", ["frag"]],
  ["opcode", ["op"]],
  ["operation", ["op"]],
  ["icmptype", ["type"]],
  ["icmpcode", ["code"]],
  ["ethertype", ["type"]],
  ["data", ["load", "rdata"]],
  ["payload", ["load"]],
  ["content", ["load"]],
  ["body", ["load"]],
  ["name", ["qname", "rrname"]],
  ["domain", ["qname", "rrname"]],
  ["hostname", ["qname", "rrname"]],
  ["qname", ["rrname"]],
  ["rrname", ["qname"]],
  ["type", ["qtype"]],
  ["qtype", ["type"]],
  ["rtype", ["type"]],
  ["class", ["qclass", "rclass"]],
  ["qclass", ["rclass"]],
  ["rclass", ["qclass"]],
  ["address", ["rdata"]],
  ["ip", ["rdata"]],
  ["cname", ["rdata"]],
  ["questions", ["qd"]],
  ["question", ["qd"]],
  ["query", ["qd"]],
  ["answers", ["an"]],
  ["answer", ["an"]],
  ["authority", ["ns"]],
  ["additional", ["ar"]],
  ["status", ["Status_Code"]],
  ["statuscode", ["Status_Code"]],
  ["code", ["Status_Code"]],
  ["reason", ["Reason_Phrase"]],
  ["statusmessage", ["Reason_Phrase"]],
  ["version", ["Http_Version"]],
  ["uri", ["Path"]],
  ["url", ["Path"]],
]);

/** Names under which authors give a layer what it carries. */
const contentNames: ReadonlySet<string> = new Set([
  "payload",
  "data",
  "load",
  "body",
  "content",
  "html",
  "message",
]);
/** What authors take for fields of TCP, and are options of it. */
const tcpOptionNames: ReadonlyMap<string, string> = new Map([
  ["mss", '("MSS", 1460)'],
  ["wscale", '("WScale", 7)'],
  ["windowscale", '("WScale", 7)'],
  ["sackok", '("SAckOK", b"")'],
  ["timestamp", '("Timestamp", (1, 0))'],
]);
/** Layers to look at first for a field that another layer lacks: the one inside which it is meant. */
const fieldsElsewhere: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    "DNS",
    new Map([
      ["qname", "qd=DNSQR(qname=…)"],
      ["qtype", "qd=DNSQR(qtype=…)"],
      ["qclass", "qd=DNSQR(qclass=…)"],
      ["rrname", "an=DNSRR(rrname=…)"],
      ["rdata", "an=DNSRR(rdata=…)"],
      ["ttl", "an=DNSRR(ttl=…)"],
      ["type", "qd=DNSQR(qtype=…)"],
    ]),
  ],
  [
    "HTTP",
    new Map([
      ["Method", "HTTP()/HTTPRequest(Method=…)"],
      ["Path", "HTTP()/HTTPRequest(Path=…)"],
      ["Host", "HTTP()/HTTPRequest(Host=…)"],
      ["Status_Code", "HTTP()/HTTPResponse(Status_Code=…)"],
    ]),
  ],
  [
    "IP",
    new Map([
      ["sport", "IP()/TCP(sport=…)"],
      ["dport", "IP()/TCP(dport=…)"],
      ["window", "IP()/TCP(window=…)"],
      ["seq", "IP()/TCP(seq=…)"],
    ]),
  ],
  ["TCP", new Map([["ttl", "IP(ttl=…)/TCP()"]])],
  [
    "ICMP",
    new Map([
      ["ttl", "IP(ttl=…)/ICMP()"],
      ["src", "IP(src=…)/ICMP()"],
      ["dst", "IP(dst=…)/ICMP()"],
    ]),
  ],
]);
const mostListed = 24;

/** A keyword or attribute that a layer's table lacks, with the field that was most likely meant. */
export function unknownField(spec: LayerSpec, name: string): ScriptError {
  return new ScriptError(
    "unknown-field",
    `AttributeError: ${spec.name} has no field ${name.slice(0, 60)}`,
    hintFor(spec, name),
  );
}

function hintFor(spec: LayerSpec, name: string): string {
  const { fieldIndex } = spec;
  const simple = name.toLowerCase().replaceAll("_", "");
  const sameButForCase = [...fieldIndex.keys()].find((field) => field.toLowerCase() === name.toLowerCase());
  if (sameButForCase !== undefined) return `did you mean ${sameButForCase}?`;
  const elsewhere = fieldsElsewhere.get(spec.name)?.get(name);
  if (elsewhere !== undefined) return `write ${elsewhere}`;
  const synonym = synonyms.get(simple)?.find((field) => fieldIndex.has(field));
  if (synonym !== undefined) return `did you mean ${synonym}?`;
  if (contentNames.has(simple) && !fieldIndex.has("load"))
    return `join what the layer carries behind it: ${spec.name}(…)/Raw(load="…")`;
  const option = spec.name === "TCP" ? tcpOptionNames.get(simple) : undefined;
  if (option !== undefined) return `it is an option: options=[${option}]`;
  const near = didYouMean(name, fieldIndex.keys());
  if (near !== undefined) return near;
  if (fieldIndex.has("Unknown_Headers")) {
    const first = [...fieldIndex.keys()].slice(0, 3).join(", ");
    const header = name.slice(0, 60).replaceAll("_", "-");
    return `the first line's fields are ${first}; a header field without one of its own: Unknown_Headers={"${header}": "…"}`;
  }
  const owners = layerSpecs.filter((other) => other.fieldIndex.has(name)).map((other) => other.name);
  const owner =
    owners.length > 0 && owners.length <= 2 ? `${name} is a field of ${owners.join(" and ")}; ` : "";
  const all = [...fieldIndex.keys()];
  return all.length === 0
    ? `${owner}${spec.name}() takes no fields`
    : `${owner}its own fields: ${all.slice(0, mostListed).join(", ")}`;
}
