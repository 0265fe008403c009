import { layerByName } from "../../src/interpreter/layers/layer-table.js";
import type { FieldSpec } from "../../src/interpreter/layers/layer-spec.js";
import { PythonRandom } from "../../src/interpreter/python-random.js";

/**
 * A well-formed packet script, made at random from the layer tables: each packet a stack that could be sent, each field left
 * out, given a number, a name or text. The same seed gives the same script.
 */
export function randomPacketScript(seed: number, packets: number): string {
  const draw = new Draw(new PythonRandom(seed));
  const lines: string[] = [];
  for (let number = 1; number <= packets; number += 1) {
    lines.push(`pkt_${number} = ${randomPacket(draw)}`);
    if (draw.chance(0.3)) lines.push("time.sleep(abs(random.gauss(0, 0.03)))");
  }
  return lines.join("\n");
}

/** Draws from a seeded stream. */
export class Draw {
  readonly #random: PythonRandom;

  constructor(random: PythonRandom) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random.random() * limit);
  }

  chance(probability: number): boolean {
    return this.#random.random() < probability;
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to draw from");
    return item;
  }
}

/** A packet's expression: a stack that could be sent. */
export function randomPacket(draw: Draw): string {
  const link = draw.of(["", "", "Ether", "Ether/Dot1Q"]);
  const network = draw.of(["ARP", "IP", "IP", "IP", "IPv6"]);
  if (network === "ARP") return stack(draw, ["Ether", "ARP", ...(draw.chance(0.2) ? ["Padding"] : [])]);
  const transport = draw.of(["UDP", "TCP", "ICMP", network === "IPv6" ? "ICMPv6" : ""]);
  const rest =
    transport === "UDP"
      ? draw.of(["", "Raw", "DNS", "DNS", "BOOTP/DHCP", "Padding"])
      : transport === "TCP"
        ? draw.of(["", "Raw", "HTTP/HTTPRequest", "HTTP/HTTPResponse/Raw", "DNS"])
        : transport === "ICMP"
          ? draw.of(["", "Raw", "IPerror/UDPerror/Raw", "IPerror/TCPerror", "IPerror/ICMPerror", "IP/UDP"])
          : transport === "ICMPv6"
            ? draw.of(icmpv6Stacks)
            : draw.of(["", "Raw"]);
  return stack(
    draw,
    [link, network, transport === "ICMPv6" ? "" : transport, rest]
      .filter((part) => part !== "")
      .join("/")
      .split("/"),
  );
}

const icmpv6Stacks = [
  "ICMPv6EchoRequest",
  "ICMPv6EchoReply",
  "ICMPv6ND_RS/ICMPv6NDOptSrcLLAddr",
  "ICMPv6ND_RA/ICMPv6NDOptPrefixInfo/ICMPv6NDOptMTU",
  "ICMPv6ND_NS/ICMPv6NDOptSrcLLAddr",
  "ICMPv6ND_NA/ICMPv6NDOptDstLLAddr",
  "ICMPv6ND_NS",
];
const ipOptions = [
  "IPOption_NOP",
  "IPOption_EOL",
  "IPOption_Router_Alert",
  "IPOption_RR",
  "IPOption_Timestamp",
  "IPOption_Security",
  "IPOption_Stream_Id",
  "IPOption_Traceroute",
  "IPOption_MTU_Probe",
  "IPOption_SDBM",
  "IPOption",
];

function stack(draw: Draw, names: readonly string[]): string {
  return names.map((name) => layer(draw, name)).join("/");
}

/** Fields that change what other fields mean, take text of their own, or depend on files of the machine. */
const leftOut = new Set(["ARP.hwtype", "ARP.ptype", "ARP.hwlen", "ARP.plen"]);
const givenApart = new Set(["DNSRR.type", "DNSRR.rdata", "BOOTP.options"]);

function layer(draw: Draw, name: string): string {
  const spec = layerByName.get(name);
  if (spec === undefined) throw new Error(`no layer ${name}`);
  const given: string[] = [];
  for (const field of spec.fields) {
    const key = `${name}.${field.name}`;
    const isHeader = name.startsWith("HTTPRe") && field.default === null;
    if (leftOut.has(key) || givenApart.has(key) || !draw.chance(isHeader ? 0.05 : 0.3)) continue;
    const value = fieldValue(draw, name, field);
    if (value !== undefined) given.push(`${field.name}=${value}`);
  }
  if (name === "DNSRR" && draw.chance(0.8)) given.push(...recordData(draw));
  return `${name}(${given.join(", ")})`;
}

function fieldValue(draw: Draw, layerName: string, field: FieldSpec): string | undefined {
  const { description, names } = field.type;
  const isPort = field.name === "sport" || field.name === "dport";
  if (names !== undefined && !isPort && draw.chance(0.4)) return JSON.stringify(draw.of([...names.keys()]));
  const width = Number(/^([0-9]+) bit/.exec(description)?.[1] ?? 0);
  if (width > 0) {
    const needsNumber = field.name === "version" || description.endsWith("since 1970");
    if (needsNumber || !draw.chance(0.1)) return String(draw.below(2 ** width));
    return draw.of(["None", "0", "True", String(2 ** width - 1)]);
  }
  switch (description) {
    case "MAC address":
      return `"${["02", ...Array.from({ length: 5 }, () => draw.below(256).toString(16).padStart(2, "0"))].join(":")}"`;
    case "IPv4 address":
      return `"${Array.from({ length: 4 }, () => draw.below(256)).join(".")}"`;
    case "IPv6 address":
      return draw.of(['"2001:db8::7"', '"ff02::1:2"', '"::1"', '"fe80:0:0:0:0:0:0:1"', '"::"']);
    case "domain name":
      return JSON.stringify(domain(draw));
    case "text":
      return field.name === "Content_Encoding" || field.name === "Transfer_Encoding"
        ? undefined
        : JSON.stringify(draw.of(["x", "a b", "", "1; q=0.5", "café"]));
    case "text or bytes":
    case "text or bytes, 16 octets":
    case "text or bytes, 64 octets":
    case "text or bytes, 128 octets":
      return draw.of(['"abc"', 'b"\\x00\\xff"', '""', '"é"', '"x" * 7', "3"]);
    case "letters of FSRPAUECN":
      return JSON.stringify(draw.of(["S", "SA", "A", "PA", "FA", "R", "", "FSRPAUECN"]));
    case "names joined by +: MF, DF, evil":
      return draw.of(['"DF"', '"MF"', '"MF+DF"', "2", "0"]);
    case 'list of pairs such as ("MSS", 1460)':
      return draw.of([
        '[("MSS", 1460), ("NOP", None), ("WScale", 7)]',
        '[("SAckOK", b""), ("Timestamp", (1, 2))]',
        '[("NOP", None)]',
        "[]",
      ]);
    case 'a list of ("name", value…), "end" and "pad"':
      return draw.of([
        '[("message-type", "discover"), "end"]',
        '[("message-type", 5), ("server_id", "192.0.2.1"), ("router", "192.0.2.1", "192.0.2.2"), ("lease_time", 600), "end"]',
        '[("hostname", "h"), ("param_req_list", [1, 3, 6]), ("max_dhcp_size", 1500), "pad"]',
      ]);
    case "a list of IPOption layers, or bytes":
      return draw.of([
        "[]",
        'b"\\x94\\x04\\x00\\x00"',
        layer(draw, draw.of(ipOptions)),
        `[${layer(draw, draw.of(ipOptions))}, ${layer(draw, draw.of(ipOptions))}]`,
      ]);
    case "a list of IPv4 addresses":
      return draw.of(["[]", '["192.0.2.1"]', '["192.0.2.1", "192.0.2.2"]']);
    case "text or bytes, 3 octets":
      return draw.of(['"abc"', 'b"\\x00\\xff"', '""']);
    case "DNSQR, or several joined with /":
      return draw.chance(0.1) ? "None" : stack(draw, draw.of([["DNSQR"], ["DNSQR", "DNSQR"]]));
    case "DNSRR, or several joined with /":
      return stack(
        draw,
        Array.from({ length: 1 + draw.below(3) }, () =>
          draw.of([
            "DNSRR",
            "DNSRR",
            "DNSRRSOA",
            "DNSRRMX",
            "DNSRRSRV",
            "DNSRROPT",
            "DNSRRDS",
            "DNSRRDNSKEY",
            "DNSRRRSIG",
          ]),
        ),
      );
    case "EDNS0TLV or a list of them, text or bytes":
      return draw.of([
        layer(draw, "EDNS0TLV"),
        `[${layer(draw, "EDNS0TLV")}, ${layer(draw, "EDNS0TLV")}]`,
        '"ab"',
      ]);
    default:
      return layerName === "BOOTP" && field.name === "flags" ? draw.of(['"B"', "0", "0x8000"]) : undefined;
  }
}

function recordData(draw: Draw): string[] {
  return draw.of([
    () => ['type="A"', `rdata="192.0.2.${draw.below(256)}"`],
    () => ['type="AAAA"', 'rdata="2001:db8::9"'],
    () => [`type="${draw.of(["NS", "CNAME", "PTR"])}"`, `rdata="${domain(draw)}"`],
    () => ['type="TXT"', draw.of(['rdata="v=spf1 -all"', 'rdata=["a", "bc"]', 'rdata=""'])],
    () => [`type="${draw.of(["MX", "SOA", "CAA", "HTTPS", "SRV"])}"`, 'rdata="10 mail.example"'],
    () => [`type=${draw.below(65536)}`],
  ])();
}

function domain(draw: Draw): string {
  return draw.of([
    "example.com",
    "a.b.",
    "",
    ".",
    "x..y",
    "WWW.Example.org",
    `${"l".repeat(70)}.net`,
    "_sip._tcp.e.x",
  ]);
}
