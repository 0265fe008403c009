import { describe, expect, it } from "vitest";
import { concatBytes } from "../../src/wire/bytes.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { type DnsFields, encodeDns } from "../../src/wire/dns.js";
import { encodeHttpRequest, encodeHttpResponse } from "../../src/wire/http.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { createFrameSummarizer, formatSummaryLine } from "../../src/wire/summarize-frame.js";
import { encodeTcp, type TcpFields, tcpFlags } from "../../src/wire/tcp.js";
import { encodeUdp } from "../../src/wire/udp.js";
import {
  arpReplyFrame,
  arpRequestFrame,
  dnsQueryPacket,
  echoPacket,
  getPacket,
  lastFragment,
  okPacket,
  synAckPacket,
  synPacket,
} from "./frames.js";
import { ascii, octets } from "./octets.js";

const lines = (frames: readonly Uint8Array[], linkType = 101) => {
  const summarize = createFrameSummarizer();
  return frames.map((bytes) => formatSummaryLine(summarize(decodeFrame(bytes, linkType))));
};
const info = (bytes: Uint8Array, linkType = 101) =>
  createFrameSummarizer()(decodeFrame(bytes, linkType)).info;
const segment = (fields: TcpFields, payload = octets("")) =>
  encodeIpv4(
    { protocol: 6, source: "10.0.0.1", destination: "10.0.0.2" },
    encodeTcp({ sourcePort: 4000, destinationPort: 80, ...fields }, payload),
  );
const datagram = (fields: DnsFields) =>
  encodeIpv4(
    { protocol: 17, source: "10.0.0.1", destination: "10.0.0.2" },
    encodeUdp({ sourcePort: 53, destinationPort: 53 }, encodeDns(fields)),
  );

it("a connection reads as in tshark", () => {
  expect(lines([synPacket, synAckPacket, getPacket, okPacket])).toEqual([
    "192.168.1.23 → 203.0.113.80 TCP 60 52248 → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=2488544680 TSecr=0 WS=1024",
    "203.0.113.80 → 192.168.1.23 TCP 48 80 → 52248 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460 WS=128",
    "192.168.1.23 → 203.0.113.80 HTTP 67 GET / HTTP/1.1",
    "203.0.113.80 → 192.168.1.23 HTTP 120 HTTP/1.1 200 OK  (text/html)",
  ]);
});

it("ARP reads as in tshark, with addresses in place of vendors", () => {
  expect(lines([arpRequestFrame, arpReplyFrame], 1)).toEqual([
    "3c:22:fb:5a:19:c4 → Broadcast ARP 42 Who has 192.168.1.1? Tell 192.168.1.23",
    "04:92:26:8e:71:03 → 3c:22:fb:5a:19:c4 ARP 42 192.168.1.1 is at 04:92:26:8e:71:03",
  ]);
});

it("what has no decoder is named by its number", () => {
  expect(lines([echoPacket, lastFragment])).toEqual([
    "192.168.1.23 → 192.168.1.1 ICMP 28 Echo (ping) request  id=0x0001, seq=1/256, ttl=64",
    "192.168.1.23 → 192.168.1.1 IPv4 28 Fragmented IP protocol (proto=UDP 17, off=16, ID=0007)",
  ]);
  expect(info(octets("ffffffffffff 000000000000 88cc 01"), 1)).toBe("Ethernet type 0x88cc, 1 octets");
});

describe("DNS", () => {
  it.each<[string, DnsFields]>([
    ["Standard query 0x1a2b A example.com", { transactionId: 0x1a2b, questions: [{ name: "example.com" }] }],
    [
      "Standard query response 0x1a2b A example.com A 93.184.216.34",
      {
        transactionId: 0x1a2b,
        qr: 1,
        questions: [{ name: "example.com" }],
        answers: [{ name: "example.com", rdata: { kind: "a", address: "93.184.216.34" } }],
      },
    ],
    [
      "Standard query response 0x0000 No such name AAAA x SOA ns.x OPT",
      {
        qr: 1,
        rcode: 3,
        questions: [{ name: "x", type: 28 }],
        authorities: [
          {
            name: "x",
            rdata: {
              kind: "soa",
              primaryServer: "ns.x",
              mailbox: "h.x",
              serial: 1,
              refresh: 1,
              retry: 1,
              expire: 1,
              minimum: 1,
            },
          },
        ],
        additionals: [{ name: ".", rdata: { kind: "opt", options: [] } }],
      },
    ],
    ["Standard query 0x0000 NS <Root>", { questions: [{ name: ".", type: 2 }] }],
    ["Dynamic update 0x0000 TYPE65280 x", { opcode: 5, questions: [{ name: "x", type: 65280 }] }],
    [
      "Standard query response 0x0000 MX x MX 10 m.x CNAME y",
      {
        qr: 1,
        questions: [{ name: "x", type: 15 }],
        answers: [
          { name: "x", rdata: { kind: "mx", preference: 10, exchange: "m.x" } },
          { name: "x", rdata: { kind: "name", name: "y" } },
        ],
      },
    ],
  ])("%s", (expected, fields) => {
    expect(info(datagram(fields))).toBe(expected);
  });
  it("of one frame is on one line", () => {
    expect(lines([dnsQueryPacket])).toEqual([
      "192.168.1.23 → 192.168.1.1 DNS 49 Standard query 0x1a2b A a.b",
    ]);
  });
});

describe("TCP", () => {
  it("counts from the first octet seen where there was no SYN", () => {
    expect(
      info(
        segment({ sequenceNumber: 5000, acknowledgmentNumber: 9000, flags: tcpFlags.ack }, octets("00 00")),
      ),
    ).toBe("4000 → 80 [ACK] Seq=1 Ack=1 Win=0 Len=2");
  });
  it("wraps", () => {
    const summarize = createFrameSummarizer();
    summarize(decodeFrame(segment({ sequenceNumber: 0xffff_fffe, flags: tcpFlags.syn }), 101));
    expect(
      summarize(decodeFrame(segment({ sequenceNumber: 4, flags: tcpFlags.fin | tcpFlags.ack }), 101)).info,
    ).toContain("[FIN, ACK] Seq=6 ");
  });
  it("names every flag, and none", () => {
    expect(info(segment({ flags: 0x1ff }))).toContain("[FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE]");
    expect(info(segment({ flags: 0 }))).toBe("4000 → 80 [<None>] Seq=1 Win=0 Len=0");
  });
  it("shows blocks relative to the other side", () => {
    const options = [{ kind: "sack", blocks: [{ left: 1010, right: 1020 }] }] as const;
    expect(info(segment({ flags: tcpFlags.ack, acknowledgmentNumber: 1001, options }))).toContain(
      "Ack=1 Win=0 Len=0 SLE=10 SRE=20",
    );
  });
  it("shows a message over several segments where it ends", () => {
    const head = encodeHttpResponse(
      {
        headers: [
          { name: "Content-Length", value: "6" },
          { name: "Content-Type", value: "text/plain" },
        ],
      },
      ascii("ab"),
    );
    const from = (sequenceNumber: number, payload: Uint8Array) =>
      segment({ sequenceNumber, flags: tcpFlags.ack }, payload);
    const infos = lines([
      from(1, head),
      from(1 + head.length, ascii("cd")),
      from(3 + head.length, ascii("ef")),
    ]);
    expect(infos.map((line) => line.replace(/^.*?10\.0\.0\.2 /, ""))).toEqual([
      `TCP ${40 + head.length} HTTP/1.1 200 OK  [TCP segment of a reassembled PDU]`,
      `TCP 42 4000 → 80 [ACK] Seq=${head.length + 1} Ack=1 Win=0 Len=2 [TCP segment of a reassembled PDU]`,
      "HTTP 42 HTTP/1.1 200 OK  (text/plain)",
    ]);
  });
});

describe("hostile text", () => {
  it("steers no terminal", () => {
    const request = encodeHttpRequest({
      target: "/\u001b]0;x\u0007\u009b2J",
      startLine: "GET /\u009b2J\u00e2\u0080\u00ae HTTP/1.1",
    });
    expect(info(segment({ flags: tcpFlags.ack }, request))).toBe("GET /\\x9b2J\\xe2\\x80\\xae HTTP/1.1");
    expect(info(datagram({ questions: [{ name: "\\027[2J" }] }))).toBe("Standard query 0x0000 A \\027[2J");
  });
  it("has an end", () => {
    const request = encodeHttpRequest({ target: `/${"a".repeat(5000)}` });
    expect(info(segment({ flags: tcpFlags.ack }, request))).toHaveLength(400);
  });
});

it("a frame that is cut says so at the end of its line", () => {
  expect(info(concatBytes(getPacket).subarray(0, 30))).toBe(
    "IP protocol 6, 10 octets [ipv4: truncated at octet 0 (needs 67 octets, has 30, limited by ipv4.totalLength)]",
  );
});
