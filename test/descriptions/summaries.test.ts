import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dnsOrders,
  dnsQueryTypes,
  dnsRcodes,
  tcpSides,
  type ConversationSummary,
  type DnsRcode,
} from "../../src/contracts/summary.js";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";

const arp: ConversationSummary = {
  protocol: "ARP",
  source: { mac: "02:00:3f:60:60:60", ip: "192.168.1.21" },
  destination: { mac: "ff:ff:ff:ff:ff:ff" },
  wanted: { ip: "192.168.1.1" },
};
const dns: ConversationSummary = {
  protocol: "DNS",
  source: { ip: "10.0.60.223" },
  destination: { ip: "172.16.194.111" },
  id: 0x4663,
  resource: "www.cnn.com",
  response: ["10.0.48.231"],
};
const http: ConversationSummary = {
  protocol: "HTTP",
  source: { ip: "23.37.74.111", port: 1283, window: 16369 },
  destination: { ip: "47.87.161.235", port: 80, window: 16517 },
  host: "www.apple.com",
  path: "/",
  code: 404,
  reasonPhrase: "Not Found",
};

const icmp: ConversationSummary = {
  protocol: "ICMP",
  source: { ip: "121.18.135.169" },
  destination: { ip: "49.195.53.23" },
  type: "Echo",
  id: 0x3d9f,
  seq: 3784,
};
const lookUp: ConversationSummary = {
  protocol: "DNS",
  source: { ip: "192.168.1.23" },
  destination: { ip: "192.168.1.1" },
  id: 0xbae6,
  type: "A",
  rcode: "NOERROR",
  resource: "www.example.org",
  response: ["203.0.113.80"],
  further: [{ id: 0x4ee3, type: "AAAA", rcode: "REFUSED" }],
  ttl: 0,
  authoritative: true,
  edns: 1232,
  cookie: "0123456789abcdef",
  order: "in turn",
};
const twoPages: ConversationSummary = {
  protocol: "HTTP",
  source: { ip: "192.168.1.23", port: 52312 },
  destination: { ip: "203.0.113.80", port: 80 },
  host: "www.example.org",
  path: "/",
  code: 200,
  reasonPhrase: "OK",
  length: 709,
  further: [{ path: "/old", code: 301, reasonPhrase: "Moved Permanently", location: "/index.html" }],
  close: "client",
};
const refusal: ConversationSummary = {
  protocol: "TCP",
  source: { ip: "192.168.1.23" },
  destination: { ip: "203.0.113.80", port: 81 },
  connection: "refused",
};

const accepted: [name: string, line: string, summary: ConversationSummary][] = [
  [
    "straight quotes with blanks",
    'Source: MAC= "02:00:3F:60:60:60", IP= "192.168.1.21" // Destination: MAC= "FF:FF:FF:FF:FF:FF" // Wanted: IP= "192.168.1.1"',
    arp,
  ],
  [
    "curly quotes",
    "Source: MAC=“02:00:3F:60:60:60”, IP=“192.168.1.21” // Destination: MAC=“FF:FF:FF:FF:FF:FF” // Wanted: IP= “192.168.1.1”",
    arp,
  ],
  [
    "no quotes, a list in brackets",
    "Source: MAC=['02:00:3F:60:60:60'], IP=192.168.1.21 // Destination: MAC=ff:ff:ff:ff:ff:ff // Wanted: IP= 192.168.1.1",
    arp,
  ],
  [
    "dashes, lower-case labels and the last quote missing",
    'source: mac="02-00-3f-60-60-60", ip="192.168.1.21"// destination: mac="ff-ff-ff-ff-ff-ff", // wanted: ip="192.168.1.1',
    arp,
  ],
  [
    "an id without its key",
    "Source: IP= 10.0.60.223 // Destination: IP= 172.16.194.111 // Others: 0x4663 , resource= ['www.cnn.com'] , response = 10.0.48.231",
    dns,
  ],
  [
    "no blank after a label or before the slashes",
    'Source: IP= "10.0.60.223"// Destination: IP= "172.16.194.111"// Others:id=18019 , resource= www.cnn.com. , response = "10.0.48.231"',
    dns,
  ],
  [
    "a scheme and a slash around the host, an empty path",
    'Source: IP="23.37.74.111", port=1283, Window: 16369 // Destination: IP="47.87.161.235", port=80, Window: 16517 // Others: Host="http://www.apple.com/", Path="", Code=404, Reason_Phrase= "Not Found",',
    http,
  ],
  [
    "nothing quoted, nothing after Path=",
    "Source: IP=23.37.74.111, port=1283, Window: 16369 // Destination: IP=47.87.161.235, port=80, Window: 16517 // Others: Host=http://www.apple.com/, Path=, Code=404, Reason_Phrase= Not Found",
    http,
  ],
  [
    "a content type in place of the reason phrase",
    'Source: IP="192.168.1.1" // Destination: IP="192.168.1.2" // Others: Host="x.net", Path="", Code=200,  Content_Type="(text/html)"',
    {
      protocol: "HTTP",
      source: { ip: "192.168.1.1" },
      destination: { ip: "192.168.1.2" },
      host: "x.net",
      path: "/",
      code: 200,
      reasonPhrase: "OK",
      contentType: "text/html",
    },
  ],
  [
    "a path that looks like the rest of the line",
    String.raw`Source: IP="192.0.2.1" // Destination: IP="192.0.2.2" // Others: Host="x.net:8080", Path="/a\"//b\\,Code=500", Code=200, Reason_Phrase=""`,
    {
      protocol: "HTTP",
      source: { ip: "192.0.2.1" },
      destination: { ip: "192.0.2.2" },
      host: "x.net:8080",
      path: '/a"//b\\,Code=500',
      code: 200,
      reasonPhrase: "",
    },
  ],
];

const acceptedFurther: typeof accepted = [
  [
    "an echo of the paper, blanks between its values",
    'Source: IP="121.18.135.169" // Destination: IP="49.195.53.23" // Others:id=0x3D9F seq= 3784 type=Echo',
    icmp,
  ],
  [
    "several queries as lists",
    'Source: IP="192.168.1.23" // Destination: IP="192.168.1.1" // Others: id=[0xbae6, 20195], resource="www.example.org", response=203.0.113.80, type=[a, aaaa], rcode=["NOERROR", "refused"], TTL=0, aa=yes, EDNS=1232, cookie=0x0123456789ABCDEF, order="in turn"',
    lookUp,
  ],
  [
    "several requests as lists, nothing where a message has no value",
    'Source: IP="192.168.1.23", port=52312 // Destination: IP="203.0.113.80", port=80 // Others: Host="www.example.org", Path=["/", "/old"], Code=[200, 301], Length=[709, ""], Location=["", "/index.html"], Close=client',
    twoPages,
  ],
  [
    "a refused connection",
    'Source: IP="192.168.1.23" // Destination: IP="203.0.113.80", port=81 // Others: Connection=refused',
    refusal,
  ],
];

const refusedFurther: typeof refused = [
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: seq=1, type=Mask", "unexpected-text", 70],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: seq=1, count=65", "out-of-range", 71],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: seq=1, interval=-1", "not-a-number", 74],
  [
    "Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: count=4, interval=[1, 2]",
    "unexpected-text",
    67,
  ],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: type=Timestamp, size=9", "unknown-key", 74],
  [
    'Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: resource=a, id=[1, 2], type=["A"]',
    "unexpected-text",
    50,
  ],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: resource=a, cookie=0x12", "not-a-number", 77],
  [
    "Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: resource=a, cookie=0123456789abcdef",
    "missing-value",
    70,
  ],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: Connection=refused", "missing-value", 23],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5, port=1 // Others: Connection=open", "unexpected-text", 77],
];

const refused: [line: string, code: string, column: number][] = [
  ["", "missing-part", 1],
  ["GET / HTTP/1.1", "unknown-part", 1],
  ["Sauce: IP=1.2.3.4", "unknown-part", 1],
  ['Source: IP="1.2.3.4"', "missing-part", 21],
  ['Source: IP="1.2.3.256" // Destination: IP="1.2.3.4" // Others: resource=a.b', "not-an-address", 12],
  [
    'Source: IP="1.2.3.4", IP="1.2.3.5" // Destination: IP="1.2.3.4" // Others: resource=a.b',
    "repeated-key",
    23,
  ],
  ["Source: IP=1.2.3.4 // Source: IP=1.2.3.4", "repeated-part", 23],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: resource=a..b", "not-a-name", 67],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: id=0x10000, resource=a", "out-of-range", 61],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: id=zz, resource=a", "not-a-number", 61],
  [
    "Source: IP=1.2.3.4, Window: 87654 // Destination: IP=1.2.3.5 // Others: Host=a, Code=200",
    "out-of-range",
    29,
  ],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: Host=a, Code=299", "missing-value", 50],
  [
    'Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: Host=a, Path="/x y", Code=200',
    "not-a-path",
    71,
  ],
  ["Source: IP=1.2.3.4, TTL=3 // Destination: IP=1.2.3.5 // Others: resource=a", "unknown-key", 21],
  ['Source: MAC="02:00:3F:60:60" , IP=1.2.3.4 // Destination: MAC=x // Wanted: IP=1.2.3.4', "not-a-mac", 13],
  ['Source: IP="1.2.3.4, port=1 // Destination: IP=1.2.3.5 // Others: resource=a', "unclosed-quote", 12],
  ['Source: IP="1.2.3.4"x // Destination: IP=1.2.3.5 // Others: resource=a', "unexpected-text", 21],
  ["Source: IP=1.2.3.4\nDestination: IP=1.2.3.5", "not-one-line", 19],
  ["Source: IP=1.2.3.4 \u0007", "control-character", 20],
  [`Source: IP=${" ".repeat(9000)}`, "too-long", 1],
  ["Source: IP=1.2.3.4 // Destination: IP=1.2.3.5 // Others: id=1", "unknown-protocol", 50],
];

describe("parseSummary", () => {
  it.each([...accepted, ...acceptedFurther])("reads %s", (_, line, summary) => {
    expect(parseSummary(line)).toEqual({ ok: true, value: summary });
  });

  it.each([...refused, ...refusedFurther])("refuses %j", (line, code, column) => {
    const result = parseSummary(line);
    expect(result.ok ? "accepted" : [result.error.code, result.error.column]).toEqual([code, column]);
  });

  it("never throws, whatever the line", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), noise),
        (line) => typeof parseSummary(line).ok === "boolean",
      ),
      { numRuns: 500, seed: 4 },
    );
  });
});

const noise = fc
  .array(
    fc.constantFrom(
      "Source:",
      "Others:",
      "Wanted:",
      "IP",
      "=",
      '"',
      "“",
      "'",
      "[",
      "]",
      ",",
      " // ",
      "1.2.3.4",
      "\\",
      "Host",
    ),
    {
      maxLength: 30,
    },
  )
  .map((words) => words.join(""));

const ip = fc
  .tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 255 })))
  .map((octets) => octets.join("."));
const mac = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
  .map((octets) => octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":"));
const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const visible = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((text) => !/[\p{C}\p{Z}\s]/u.test(text));
const awkward = fc.constantFrom('"', "//", "\\", ", Code=500", "”", "'", "]", "é", "日本", " // Others: ");
const words = fc.array(fc.oneof(visible, awkward), { maxLength: 5 }).map((all) => all.join(""));
const path = words.map((text) => `/${text.replace(/\s/g, "")}`);
const port = fc.integer({ min: 1, max: 65535 });
const window = fc.integer({ min: 0, max: 65535 });
const end = fc.record({ ip, port, window }, { requiredKeys: ["ip"] });

const exchange = {
  path,
  code: fc.integer({ min: 100, max: 599 }),
  reasonPhrase: words,
  length: fc.integer({ min: 0, max: 100_000 }),
  location: path,
  lastModified: path,
};
const neededOfExchange = ["path", "code", "reasonPhrase"] as const;
const query = {
  id: fc.integer({ min: 0, max: 65535 }),
  type: fc.constantFrom(...dnsQueryTypes),
  rcode: fc.constantFrom(...(Object.keys(dnsRcodes) as DnsRcode[])),
};
const address = fc.oneof(ip, fc.constantFrom("2001:db8::1", "2606:4700::6810:84e5"));

const summaries: fc.Arbitrary<ConversationSummary> = fc.oneof(
  fc.record(
    {
      protocol: fc.constant("ICMP" as const),
      source: fc.record({ ip }),
      destination: fc.record({ ip }),
      type: fc.constant("Echo" as const),
      id: fc.integer({ min: 0, max: 65535 }),
      seq: fc.integer({ min: 0, max: 65535 }),
      count: fc.integer({ min: 1, max: 64 }),
      intervals: fc.array(fc.constantFrom(0.3, 1, 0.000001, 3600), { minLength: 1, maxLength: 1 }),
      size: fc.integer({ min: 0, max: 1472 }),
    },
    { requiredKeys: ["protocol", "source", "destination", "type"] },
  ),
  fc.record({
    protocol: fc.constant("TCP" as const),
    source: end,
    destination: fc.record({ ip, port }),
    connection: fc.constant("refused" as const),
  }),
  fc.record({
    protocol: fc.constant("ARP" as const),
    source: fc.record({ mac, ip }),
    destination: fc.record({ mac }),
    wanted: fc.record({ ip, mac }, { requiredKeys: ["ip"] }),
  }),
  fc.record(
    {
      protocol: fc.constant("DNS" as const),
      source: fc.record({ ip }),
      destination: fc.record({ ip }),
      ...query,
      resource: host,
      response: fc.array(address, { minLength: 1, maxLength: 3 }),
      further: fc.array(fc.record(query, { requiredKeys: ["type"] }), { minLength: 1, maxLength: 3 }),
      ttl: fc.integer({ min: 0, max: 86_400 }),
      authoritative: fc.boolean(),
      authenticData: fc.boolean(),
      edns: fc.integer({ min: 512, max: 65535 }),
      order: fc.constantFrom(...dnsOrders),
    },
    { requiredKeys: ["protocol", "source", "destination", "resource"] },
  ),
  fc.record(
    {
      protocol: fc.constant("HTTP" as const),
      source: end,
      destination: end,
      host: fc.tuple(host, fc.option(port)).map(([name, at]) => (at === null ? name : `${name}:${at}`)),
      ...exchange,
      further: fc.array(fc.record(exchange, { requiredKeys: [...neededOfExchange] }), {
        minLength: 1,
        maxLength: 3,
      }),
      close: fc.constantFrom(...tcpSides),
      method: fc.constantFrom("GET", "HEAD", "POST"),
      userAgent: words,
      server: words,
      date: words,
      contentType: fc.constantFrom("text/html", "application/json; charset=utf-8"),
    },
    { requiredKeys: ["protocol", "source", "destination", "host", "path", "code", "reasonPhrase"] },
  ),
);

describe("formatSummary", () => {
  it("is read back as the same value", () => {
    fc.assert(
      fc.property(summaries, (summary) => {
        expect(parseSummary(formatSummary(summary))).toEqual({ ok: true, value: summary });
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("prints the canonical line", () => {
    expect(formatSummary(arp)).toBe(
      'Source: MAC="02:00:3f:60:60:60", IP="192.168.1.21" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.1"',
    );
    expect(formatSummary(dns)).toBe(
      'Source: IP="10.0.60.223" // Destination: IP="172.16.194.111" // Others: id=0x4663, resource="www.cnn.com", response="10.0.48.231"',
    );
    expect(formatSummary(http)).toBe(
      'Source: IP="23.37.74.111", port=1283, Window: 16369 // Destination: IP="47.87.161.235", port=80, Window: 16517 // Others: Host="www.apple.com", Path="/", Code=404, Reason_Phrase="Not Found"',
    );
    expect(formatSummary({ ...icmp, count: 2, intervals: [0.3], size: 56 })).toBe(
      'Source: IP="121.18.135.169" // Destination: IP="49.195.53.23" // Others: id=0x3d9f, seq=3784, type=Echo, count=2, interval=0.3, size=56',
    );
    const late =
      'Source: IP="121.18.135.169" // Destination: IP="49.195.53.23" // Others: type=Echo, count=3, interval=[0.32, 0.3]';
    const { id: _id, seq: _seq, ...open } = icmp;
    expect(formatSummary({ ...open, count: 3, intervals: [0.32, 0.3] })).toBe(late);
    expect(parseSummary(late)).toMatchObject({ ok: true, value: { count: 3, intervals: [0.32, 0.3] } });
    expect(formatSummary(lookUp)).toBe(
      'Source: IP="192.168.1.23" // Destination: IP="192.168.1.1" // Others: id=[0xbae6, 0x4ee3], resource="www.example.org", response="203.0.113.80", type=["A", "AAAA"], rcode=["NOERROR", "REFUSED"], ttl=0, AA=1, edns=1232, cookie=0x0123456789abcdef, order="in turn"',
    );
    expect(formatSummary(twoPages)).toBe(
      'Source: IP="192.168.1.23", port=52312 // Destination: IP="203.0.113.80", port=80 // Others: Host="www.example.org", Path=["/", "/old"], Code=[200, 301], Reason_Phrase=["OK", "Moved Permanently"], Length=[709, ""], Location=["", "/index.html"], Close="client"',
    );
    expect(formatSummary(refusal)).toBe(
      'Source: IP="192.168.1.23" // Destination: IP="203.0.113.80", port=81 // Others: Connection="refused"',
    );
  });
});
