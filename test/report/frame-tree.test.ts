import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { packageRoot } from "../../src/config/package-root.js";
import { frameTree } from "../../src/report/tree/frame-tree.js";
import type { TreeNode } from "../../src/report/tree/tree-node.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { octets } from "../wire/octets.js";

/** The answer to a query for `a.test`: 192.0.2.7, its name a pointer to the question's. */
const dnsAnswer = octets(`
  3c22fb5a19c4 50c7bf8e7103 0800                   # Ethernet, 0 to 13
  45 00 0044 1234 4000 40 11 a3f7 c0a80101 c0a80117 # IPv4, 14 to 33; the checksum is wrong
  0035 9c40 0030 0000                              # UDP, 34 to 41
  beef 8180 0001 0001 0000 0000                    # DNS header, 42 to 53
  01 61 04 74657374 00 0001 0001                   # question, 54 to 65
  c00c 0001 0001 0000012c 0004 c0000207            # answer, 66 to 81
`);

/** Every node with its place, children after their parents: `dns.answers.ttl 72+4 300 s`. */
function placesIn(nodes: readonly TreeNode[], path = ""): readonly string[] {
  return nodes.flatMap((node) => {
    const name = path === "" ? node.name : `${path}.${node.name}`;
    return [`${name} ${node.offset}+${node.length} ${node.value}`, ...placesIn(node.children ?? [], name)];
  });
}

describe("the tree of a frame", () => {
  const places = placesIn(frameTree(decodeFrame(dnsAnswer, 1, 1)));

  it.each([
    ["ethernet 0+14 50:c7:bf:8e:71:03 → 3c:22:fb:5a:19:c4"],
    ["ethernet.etherType 12+2 IPv4 (0x0800)"],
    ["ipv4.ttl 22+1 64"],
    ["ipv4.flags 20+1 don't fragment"],
    ["ipv4.source 26+4 192.168.1.1"],
    ["udp.destinationPort 36+2 40000"],
    ["udp.checksum 40+2 0x0000, none was sent"],
    ["dns.transactionId 42+2 0xbeef"],
    ["dns.qr 44+2 response, recursion desired, recursion available"],
    ["dns.questions 54+12 a.test A"],
    ["dns.questions.name 54+8 a.test"],
    ["dns.answers 66+16 a.test A 192.0.2.7"],
    ["dns.answers.name 66+2 a.test"],
    ["dns.answers.ttl 72+4 300 s"],
    ["dns.answers.rdata 78+4 192.0.2.7"],
  ])("has %s", (expected) => expect(places).toContain(expected));

  it("says what a wrong checksum should be", () => {
    // The sum of the header's other words, by hand: 4500+0044+1234+4000+4011+c0a8+0101+c0a8+0117 = 2_19f9, folded and
    // inverted.
    const sum = 0x4500 + 0x0044 + 0x1234 + 0x4000 + 0x4011 + 0xc0a8 + 0x0101 + 0xc0a8 + 0x0117;
    const right = 0xffff - ((sum & 0xffff) + (sum >>> 16));
    expect(places).toContain(`ipv4.checksum 24+2 0xa3f7, wrong: it should be 0x${right.toString(16)}`);
  });

  it("names the lines of an HTTP head by their headers", () => {
    const head = new TextEncoder().encode("GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
    const frame = new Uint8Array([
      ...octets(`
        45 00 0049 0001 4000 40 06 0000 c0a80117 cb007150
        c93a 0050 00000001 00000001 5018 ffff 0000 0000
      `),
      ...head,
    ]);
    expect(placesIn(frameTree(decodeFrame(frame, 101, 1))).filter((line) => line.startsWith("http"))).toEqual(
      ["http 40+33 GET /a HTTP/1.1", "http.startLine 40+17 GET /a HTTP/1.1", "http.headers 57+14 a.test"],
    );
  });

  it("gives TCP's options the places they have", () => {
    const syn = octets(`
      45 00 003c 0001 4000 40 06 0000 c0a80117 cb007150
      c93a 0050 00000001 00000000 a002 faf0 0000 0000
      0204 05b4 0402 080a 00000001 00000000 01 0303 07
    `);
    expect(
      placesIn(frameTree(decodeFrame(syn, 101, 1))).filter((line) => line.startsWith("tcp.options")),
    ).toEqual([
      "tcp.options 40+20 20 octets",
      "tcp.options.option 40+4 1460 octets",
      "tcp.options.option 44+2 ",
      "tcp.options.option 46+10 value 1, echo reply 0",
      "tcp.options.option 56+1 ",
      "tcp.options.option 57+3 shift by 7 (times 128)",
    ]);
  });
});

describe("places", () => {
  it.each(["dns.pcap", "dhcp.pcap", "loss-20.pcap"])(
    "of %s lie within the frame, fields within their layers, cut anywhere",
    (name) => {
      const read = decodeCapture(readFileSync(join(packageRoot(), "test/validators/captures", name)));
      if (!read.ok) throw new Error(read.error.message);
      const outside: string[] = [];
      for (const { bytes, interface: from } of read.value.frames.slice(0, 40)) {
        for (let length = 0; length <= bytes.length; length += 1) {
          const tree = frameTree(decodeFrame(bytes.subarray(0, length), from.linkType, 1, bytes.length));
          outside.push(...strays(tree, 0, length));
        }
      }
      expect(outside).toEqual([]);
    },
  );
});

function strays(nodes: readonly TreeNode[], start: number, end: number): readonly string[] {
  return nodes.flatMap(({ name, offset, length, children = [] }) => [
    ...(offset < start || offset + length > end
      ? [`${name} ${offset}+${length} outside ${start}…${end}`]
      : []),
    ...strays(children, offset, offset + length),
  ]);
}
