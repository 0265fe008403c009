import type { ConversationSummary } from "../../src/contracts/summary.js";
import { checkIntent } from "../../src/validators/check-intent.js";
import type { RuleCase } from "./case.js";
import {
  addressRecord,
  arpExchange,
  change,
  client,
  dnsExchange,
  frames,
  httpExchange,
  httpExchangeOf,
  lookUpBoth,
  pingExchange,
  refusedConnection,
  requestText,
  responseText,
  router,
  site,
  without,
  type FrameSpec,
} from "./day-frames.js";
import {
  arpSummary,
  bothSummary,
  dnsSummary,
  httpSummary,
  icmpSummary,
  routedFraming,
  tcpSummary,
} from "./day-scenario.js";

function intentCase(
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  summary: ConversationSummary,
  expected: readonly string[],
): RuleCase {
  const framing = summary.protocol === "ARP" ? undefined : routedFraming();
  const findings = () => checkIntent(frames(specs), summary, framing);
  return { rule, fires: expected.some((line) => line.startsWith(rule)), what, findings, expected };
}

const otherMac = "04:92:26:8e:71:99";
const arp = arpSummary;
const dns = dnsSummary;
const http = httpSummary;
const icmp = icmpSummary;
const both = bothSummary;
const tcp = tcpSummary;
const opt = (options: readonly { code: number; data: Uint8Array }[]) => ({
  name: "",
  type: 41,
  class: 1232,
  ttl: 0,
  rdata: { kind: "opt", options } as const,
});
const withOpt = change(
  change(dnsExchange, 1, {
    dns: {
      ad: 1,
      additionals: [opt([{ code: 10, data: Uint8Array.of(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef) }])],
    },
  }),
  2,
  { dns: { aa: 1, additionals: [opt([])] } },
);
const resolvesTo = (...addresses: readonly string[]) =>
  change(dnsExchange, 2, {
    dns: {
      answers: addresses.map((address) => ({ ...addressRecord, rdata: { kind: "a", address } as const })),
    },
  });
/** The whole connection with another server. */
const toHost = (ip: string) =>
  httpExchange.map((spec) => ({
    ...spec,
    ipv4: { ...spec.ipv4, ...(spec.ipv4?.source === client.ip ? { destination: ip } : { source: ip }) },
  }));

export const intentCases: readonly RuleCase[] = [
  intentCase("described-frame-missing", "no reply", arpExchange.slice(0, 1), arp, [
    "described-frame-missing",
  ]),
  intentCase("described-frame-missing", "no answer", dnsExchange.slice(0, 1), dns, [
    "described-frame-missing",
  ]),
  intentCase("described-frame-missing", "no frame at all", [], http, [
    "described-frame-missing",
    "described-frame-missing",
  ]),
  intentCase("described-frame-missing", "the whole exchange", arpExchange, arp, []),
  intentCase("frame-not-described", "a second exchange", [...arpExchange, ...arpExchange], arp, [
    "frame-not-described 3",
    "frame-not-described 4",
  ]),
  intentCase("frame-not-described", "another protocol", [...dnsExchange, ...httpExchange.slice(0, 1)], dns, [
    "frame-not-described 3",
  ]),
  intentCase(
    "frame-not-described",
    "a second connection",
    [...httpExchange, ...change(httpExchange.slice(0, 1), 1, { tcp: { sourcePort: 40102 } })],
    http,
    ["frame-not-described 12"],
  ),
  intentCase("frame-not-described", "segments as many as needed", httpExchange, http, []),
  intentCase(
    "arp-differs-from-description",
    "the request's sender address",
    change(arpExchange, 1, { arp: { senderProtocolAddress: "192.168.1.24" } }),
    arp,
    ["arp-differs-from-description 1"],
  ),
  intentCase(
    "arp-differs-from-description",
    "the reply's target",
    change(arpExchange, 2, { arp: { targetProtocolAddress: "192.168.1.24" } }),
    arp,
    ["arp-differs-from-description 2"],
  ),
  intentCase(
    "arp-differs-from-description",
    "a fixed answerer",
    arpExchange,
    { ...arp, wanted: { ip: router.ip, mac: otherMac } },
    ["arp-differs-from-description 2", "arp-differs-from-description 2"],
  ),
  intentCase(
    "arp-differs-from-description",
    "a unicast destination names the answerer",
    change(arpExchange, 1, { ethernet: { destination: otherMac } }),
    { ...arp, destination: { mac: otherMac } },
    ["arp-differs-from-description 2", "arp-differs-from-description 2"],
  ),
  intentCase(
    "arp-differs-from-description",
    "an open answerer is the expert's choice",
    change(arpExchange, 2, { ethernet: { source: otherMac }, arp: { senderHardwareAddress: otherMac } }),
    arp,
    [],
  ),
  intentCase(
    "arp-differs-from-description",
    "upper case means the same",
    arpExchange,
    { ...arp, source: { mac: client.mac.toUpperCase(), ip: client.ip } },
    [],
  ),
  intentCase(
    "arp-answerer-is-asker",
    "the asker's own address",
    change(arpExchange, 2, { ethernet: { source: client.mac }, arp: { senderHardwareAddress: client.mac } }),
    arp,
    ["arp-answerer-is-asker 2"],
  ),
  intentCase(
    "arp-answerer-is-asker",
    "the last octet differs",
    change(arpExchange, 2, {
      ethernet: { source: "3c:22:fb:5a:19:c5" },
      arp: { senderHardwareAddress: "3c:22:fb:5a:19:c5" },
    }),
    arp,
    [],
  ),
  intentCase("dns-differs-from-description", "another id", dnsExchange, { ...dns, id: 0x0aba }, [
    "dns-differs-from-description 1",
    "dns-differs-from-description 2",
  ]),
  intentCase(
    "dns-differs-from-description",
    "another name",
    dnsExchange,
    { ...dns, resource: "www.example.net" },
    ["dns-differs-from-description 1", "dns-differs-from-description 2"],
  ),
  intentCase(
    "dns-differs-from-description",
    "another name server",
    change(dnsExchange, 1, { ipv4: { destination: "192.168.1.2" } }),
    dns,
    ["dns-differs-from-description 1"],
  ),
  intentCase(
    "dns-differs-from-description",
    "the IPv6 address is another question",
    change(dnsExchange, 1, { dns: { questions: [{ name: site.host, type: 28, class: 1 }] } }),
    dns,
    ["dns-differs-from-description 1"],
  ),
  intentCase(
    "dns-differs-from-description",
    "an open id is the expert's choice",
    dnsExchange,
    { protocol: "DNS", source: dns.source, destination: dns.destination, resource: "WWW.example.org" },
    [],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "another address",
    dnsExchange,
    { ...dns, response: ["203.0.113.81"] },
    ["dns-response-differs-from-description 2"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "one address of two",
    dnsExchange,
    { ...dns, response: [site.ip, "203.0.113.81"] },
    ["dns-response-differs-from-description 2"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "no such name",
    change(dnsExchange, 2, { dns: { rcode: 3, answers: [] } }),
    dns,
    ["dns-response-differs-from-description 2"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "both, in another order",
    resolvesTo("203.0.113.81", site.ip),
    { ...dns, response: [site.ip, "203.0.113.81"] },
    [],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "an open address is the expert's choice",
    resolvesTo("198.51.100.7"),
    dns,
    [],
  ),
  intentCase("dns-response-address-impossible", "loopback", resolvesTo("127.0.0.1"), dns, [
    "dns-response-address-impossible 2",
  ]),
  intentCase("dns-response-address-impossible", "this network", resolvesTo("0.0.0.0"), dns, [
    "dns-response-address-impossible 2",
  ]),
  intentCase("dns-response-address-impossible", "in the client's network", resolvesTo("192.168.1.80"), dns, [
    "dns-response-address-impossible 2",
  ]),
  intentCase(
    "dns-response-address-impossible",
    "a private address of another network",
    resolvesTo("192.168.2.80"),
    dns,
    [],
  ),
  intentCase(
    "dns-response-address-impossible",
    "in the client's network because the description says so",
    resolvesTo("192.168.1.80"),
    { ...dns, response: ["192.168.1.80"] },
    [],
  ),
  intentCase(
    "ethernet-address-not-learned",
    "to another router",
    change(httpExchange, 4, { ethernet: { destination: otherMac } }),
    http,
    ["ethernet-address-not-learned 4"],
  ),
  intentCase(
    "ethernet-address-not-learned",
    "from another client",
    change(httpExchange, 4, { ethernet: { source: otherMac } }),
    http,
    ["ethernet-address-not-learned 4"],
  ),
  intentCase(
    "ethernet-address-not-learned",
    "both ends of an answer",
    change(dnsExchange, 2, { ethernet: { source: otherMac, destination: otherMac } }),
    dns,
    ["ethernet-address-not-learned 2", "ethernet-address-not-learned 2"],
  ),
  intentCase("ethernet-address-not-learned", "as learned", httpExchange, http, []),
  intentCase("http-ignores-resolved-address", "another server", toHost("198.51.100.7"), http, [
    "http-ignores-resolved-address 1",
  ]),
  intentCase(
    "http-ignores-resolved-address",
    "the resolved one",
    toHost("198.51.100.7"),
    { ...http, destination: { ...http.destination, ip: "198.51.100.7" } },
    [],
  ),
  intentCase(
    "http-differs-from-description",
    "ports",
    httpExchange,
    { ...http, source: { ip: client.ip, port: 40102 }, destination: { ip: site.ip, port: 8080 } },
    ["http-differs-from-description 1", "http-differs-from-description 1"],
  ),
  intentCase(
    "http-differs-from-description",
    "windows of the SYNs",
    httpExchange,
    { ...http, source: { ip: client.ip, window: 8192 }, destination: { ip: site.ip, window: 8192 } },
    ["http-differs-from-description 1", "http-differs-from-description 2"],
  ),
  intentCase(
    "http-differs-from-description",
    "request line and headers",
    httpExchange,
    { ...http, path: "/index.html", method: "HEAD", host: "example.net", userAgent: "Wget/1.21" },
    Array.from({ length: 4 }, () => "http-differs-from-description 4"),
  ),
  intentCase(
    "http-differs-from-description",
    "status line and headers",
    httpExchange,
    {
      ...http,
      code: 404,
      reasonPhrase: "Not Found",
      server: "Apache",
      date: "Wed, 15 Nov 2023 22:13:20 GMT",
    },
    Array.from({ length: 4 }, () => "http-differs-from-description 6"),
  ),
  intentCase(
    "http-differs-from-description",
    "two requests",
    httpExchangeOf({ request: requestText + requestText, response: responseText + responseText }),
    http,
    ["http-differs-from-description 4"],
  ),
  intentCase(
    "http-differs-from-description",
    "a header that must be there",
    httpExchangeOf({ response: responseText.replace("Server: nginx/1.22.1\r\n", "") }),
    http,
    ["http-differs-from-description 6"],
  ),
  intentCase(
    "http-differs-from-description",
    "what is open is the expert's choice",
    httpExchange,
    {
      protocol: "HTTP",
      source: { ip: client.ip },
      destination: { ip: site.ip },
      host: "WWW.EXAMPLE.ORG",
      path: "/",
      code: 200,
      reasonPhrase: "OK",
    },
    [],
  ),
  intentCase("http-differs-from-description", "one ACK less", without(httpExchange, 5), http, []),
  intentCase(
    "described-frame-missing",
    "the second request is not answered",
    without(pingExchange, 4),
    icmp,
    ["described-frame-missing"],
  ),
  intentCase("described-frame-missing", "every request is answered", pingExchange, icmp, []),
  intentCase("described-frame-missing", "AAAA is not asked for", dnsExchange, both, [
    "described-frame-missing",
    "described-frame-missing",
  ]),
  intentCase("described-frame-missing", "the SYN is not refused", refusedConnection.slice(0, 1), tcp, [
    "described-frame-missing",
  ]),
  intentCase("frame-not-described", "a third request", [...pingExchange, ...pingExchange.slice(2, 3)], icmp, [
    "frame-not-described 5",
    // It has the number of the second.
    "icmp-differs-from-description 5",
  ]),
  intentCase("frame-not-described", "a connection that is accepted", httpExchange.slice(0, 3), tcp, [
    "described-frame-missing",
    "frame-not-described 2",
    "frame-not-described 3",
  ]),
  intentCase("frame-not-described", "SYN and reset, nothing else", refusedConnection, tcp, []),
  intentCase(
    "icmp-differs-from-description",
    "identifier and sequence number",
    pingExchange,
    { ...icmp, id: 0x268e, seq: 2 },
    [1, 1, 2, 2, 3, 3, 4, 4].map((frame) => `icmp-differs-from-description ${frame}`),
  ),
  intentCase("icmp-differs-from-description", "the size of the data", pingExchange, { ...icmp, size: 57 }, [
    ...[1, 2, 3, 4].map((frame) => `icmp-differs-from-description ${frame}`),
  ]),
  intentCase(
    "icmp-differs-from-description",
    "whom it asks",
    change(pingExchange, 3, { ipv4: { destination: "192.168.1.2" } }),
    icmp,
    ["icmp-differs-from-description 3"],
  ),
  intentCase(
    "icmp-differs-from-description",
    "open numbers and size are the expert's choice",
    pingExchange,
    { protocol: "ICMP", source: icmp.source, destination: icmp.destination, type: "Echo", count: 2 },
    [],
  ),
  intentCase(
    "dns-differs-from-description",
    "the id of the other query",
    lookUpBoth,
    { ...both, id: 0x4ee3 },
    ["dns-differs-from-description 1", "dns-differs-from-description 2"],
  ),
  intentCase(
    "dns-differs-from-description",
    "together and not in turn",
    lookUpBoth,
    { ...both, order: "together" },
    ["dns-differs-from-description 2"],
  ),
  intentCase(
    "dns-differs-from-description",
    "in turn and not together",
    [0, 2, 1, 3].flatMap((index) => lookUpBoth.slice(index, index + 1)),
    both,
    ["dns-differs-from-description 2"],
  ),
  intentCase("dns-differs-from-description", "the time to live", lookUpBoth, { ...both, ttl: 0 }, [
    "dns-differs-from-description 2",
  ]),
  intentCase(
    "dns-differs-from-description",
    "bits and EDNS",
    dnsExchange,
    { ...dns, authoritative: true, authenticData: true, edns: 1232, cookie: "0123456789abcdef" },
    [
      ...[1, 1, 1].map((frame) => `dns-differs-from-description ${frame}`),
      ...[2, 2].map((frame) => `dns-differs-from-description ${frame}`),
    ],
  ),
  intentCase(
    "dns-differs-from-description",
    "bits and EDNS as described",
    withOpt,
    { ...dns, authoritative: true, authenticData: true, edns: 1232, cookie: "0123456789abcdef" },
    [],
  ),
  intentCase("dns-differs-from-description", "A and AAAA in turn, as described", lookUpBoth, both, []),
  intentCase(
    "dns-response-differs-from-description",
    "an answer that was to be refused",
    change(lookUpBoth, 4, { dns: { rcode: 0 } }),
    both,
    ["dns-response-differs-from-description 4"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "refused and not a name that does not exist",
    change(dnsExchange, 2, { dns: { rcode: 5, answers: [] } }),
    { ...dns, rcode: "NXDOMAIN" },
    ["dns-response-differs-from-description 2"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "an address for a name that does not exist",
    change(dnsExchange, 2, { dns: { rcode: 3 } }),
    { ...dns, rcode: "NXDOMAIN" },
    ["dns-response-differs-from-description 2"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "a name that does not exist, as described",
    change(dnsExchange, 2, { dns: { rcode: 3, answers: [] } }),
    { ...dns, rcode: "NXDOMAIN" },
    [],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "an IPv6 address where there is none",
    change(lookUpBoth, 4, {
      dns: {
        rcode: 0,
        answers: [{ ...addressRecord, type: 28, rdata: { kind: "aaaa", address: "2001:db8::80" } }],
      },
    }),
    { ...both, further: [{ id: 0x4ee3, type: "AAAA" }] },
    ["dns-response-differs-from-description 4"],
  ),
  intentCase(
    "dns-response-differs-from-description",
    "no IPv6 address, without a code",
    change(lookUpBoth, 4, { dns: { rcode: 0 } }),
    { ...both, further: [{ id: 0x4ee3, type: "AAAA" }] },
    [],
  ),
  intentCase("dns-response-differs-from-description", "refused, as described", lookUpBoth, both, []),
  intentCase(
    "http-differs-from-description",
    "length of the body and where a redirect leads",
    httpExchange,
    { ...http, length: 6, location: "/index.html", lastModified: "Tue, 14 Nov 2023 00:00:00 GMT" },
    Array.from({ length: 3 }, () => "http-differs-from-description 6"),
  ),
  intentCase(
    "http-differs-from-description",
    "what the body says",
    httpExchange,
    { ...http, text: "hallo" },
    ["http-differs-from-description 6"],
  ),
  intentCase(
    "http-differs-from-description",
    "what the body says, as described",
    httpExchange,
    { ...http, text: "hello" },
    [],
  ),
  intentCase(
    "http-differs-from-description",
    "what is fixed of the first response is open of the second",
    httpExchangeOf({
      request: requestText + requestText.replace("GET / ", "GET /a "),
      response: responseText + responseText.replace("hello", "world"),
    }),
    { ...http, text: "hello", further: [{ path: "/a", code: 200, reasonPhrase: "OK" }] },
    [],
  ),
  intentCase("http-differs-from-description", "who closes", httpExchange, { ...http, close: "server" }, [
    "http-differs-from-description 8",
  ]),
  intentCase(
    "http-differs-from-description",
    "the second request",
    httpExchangeOf({
      request: requestText + requestText.replace("GET / ", "GET /a "),
      response: responseText + responseText,
    }),
    { ...http, further: [{ path: "/b", code: 200, reasonPhrase: "OK" }] },
    ["http-differs-from-description 4"],
  ),
  intentCase(
    "http-differs-from-description",
    "two requests and who closes, as described",
    httpExchangeOf({
      request: requestText + requestText.replace("GET / ", "GET /a "),
      response: responseText + responseText,
    }),
    {
      ...http,
      length: 5,
      close: "client",
      further: [{ path: "/a", code: 200, reasonPhrase: "OK", length: 5 }],
    },
    [],
  ),
  intentCase(
    "tcp-differs-from-description",
    "ports and window",
    refusedConnection,
    { ...tcp, source: { ...tcp.source, window: 8192 }, destination: { ip: site.ip, port: 81 } },
    ["tcp-differs-from-description 1", "tcp-differs-from-description 1", "tcp-differs-from-description 2"],
  ),
  intentCase(
    "tcp-differs-from-description",
    "who refuses",
    change(refusedConnection, 2, { ipv4: { source: "203.0.113.81" } }),
    tcp,
    ["tcp-differs-from-description 2"],
  ),
  intentCase(
    "tcp-differs-from-description",
    "an open port is the expert's choice",
    refusedConnection,
    { ...tcp, source: { ip: client.ip } },
    [],
  ),
];
