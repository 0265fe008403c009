import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArp, encodeArp } from "../../src/wire/arp.js";
import { formatHardwareAddress, formatIpv4, formatIpv6 } from "../../src/wire/address-text.js";
import { concatBytes } from "../../src/wire/bytes.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeDns } from "../../src/wire/decode-dns.js";
import { type DnsRdata, encodeDns } from "../../src/wire/dns.js";
import { encodeEthernet } from "../../src/wire/ethernet.js";
import { decodeHttpHead, encodeHttpRequest } from "../../src/wire/http.js";
import { decodeIpv4, encodeIpv4 } from "../../src/wire/ipv4.js";
import { createFrameSummarizer } from "../../src/wire/summarize-frame.js";
import { decodeTcp, encodeTcp } from "../../src/wire/tcp.js";
import { decodeTcpOptions, encodeTcpOptions, type TcpOption } from "../../src/wire/tcp-options.js";
import { decodeUdp, encodeUdp } from "../../src/wire/udp.js";

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const mac = bytesOf(6).map((bytes) => formatHardwareAddress(bytes));
const ipv4 = bytesOf(4).map((bytes) => formatIpv4(bytes));
const ipv6 = bytesOf(16).map((bytes) => formatIpv6(bytes));
const payload = fc.uint8Array({ maxLength: 64 });
const runs = { numRuns: 300, seed: 826 };

const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant({ kind: "nop" } as const),
  u16.map((value) => ({ kind: "mss", value }) as const),
  u8.map((shift) => ({ kind: "window-scale", shift }) as const),
  fc.constant({ kind: "sack-permitted" } as const),
  fc.tuple(u32, u32).map(([value, echoReply]) => ({ kind: "timestamp", value, echoReply }) as const),
  fc.tuple(u32, u32).map(([left, right]) => ({ kind: "sack", blocks: [{ left, right }] }) as const),
  fc
    .tuple(fc.integer({ min: 9, max: 255 }), fc.uint8Array({ maxLength: 5 }))
    .map(([number, data]) => ({ kind: "unknown", number, data }) as const),
);

const dnsName = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { maxLength: 5 })
  .map((labels) => (labels.length === 0 ? "." : labels.join(".")));

const rdata: fc.Arbitrary<readonly [number, DnsRdata]> = fc.oneof(
  ipv4.map((address) => [1, { kind: "a", address }] as const),
  ipv6.map((address) => [28, { kind: "aaaa", address }] as const),
  fc.tuple(fc.constantFrom(2, 5, 12), dnsName).map(([type, name]) => [type, { kind: "name", name }] as const),
  fc.tuple(u16, dnsName).map(([preference, exchange]) => [15, { kind: "mx", preference, exchange }] as const),
  fc
    .array(fc.uint8Array({ maxLength: 255 }), { maxLength: 3 })
    .map((strings) => [16, { kind: "txt", strings }] as const),
  fc
    .record({
      primaryServer: dnsName,
      mailbox: dnsName,
      serial: u32,
      refresh: u32,
      retry: u32,
      expire: u32,
      minimum: u32,
    })
    .map((soa) => [6, { kind: "soa", ...soa }] as const),
  fc
    .record({ priority: u16, weight: u16, port: u16, target: dnsName })
    .map((srv) => [33, { kind: "srv", ...srv }] as const),
  fc
    .array(fc.record({ code: u16, data: fc.uint8Array({ maxLength: 9 }) }), { maxLength: 3 })
    .map((options) => [41, { kind: "opt", options }] as const),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => [999, { kind: "bytes", bytes }] as const),
);

const dnsRecord = fc
  .tuple(dnsName, u16, u32, rdata)
  .map(([name, dnsClass, ttl, [type, data]]) => ({ name, type, class: dnsClass, ttl, rdata: data }));

describe("what is encoded is decoded again", () => {
  it("ARP", () => {
    const fields = fc.record({
      hardwareType: u16,
      protocolType: u16,
      operation: u16,
      senderHardwareAddress: mac,
      senderProtocolAddress: ipv4,
      targetHardwareAddress: mac,
      targetProtocolAddress: ipv4,
    });
    fc.assert(
      fc.property(fields, (arp) => {
        expect(decodeArp(encodeArp(arp)).header).toEqual({ ...arp, hardwareLength: 6, protocolLength: 4 });
      }),
      runs,
    );
  });

  it("IPv4", () => {
    const fields = fc.record({
      typeOfService: u8,
      identification: u16,
      flags: fc.nat(7),
      fragmentOffset: fc.nat(0x1fff),
      ttl: u8,
      protocol: u8,
      source: ipv4,
      destination: ipv4,
      options: fc.nat(10).chain((words) => bytesOf(words * 4)),
    });
    fc.assert(
      fc.property(fields, payload, (header, data) => {
        const bytes = encodeIpv4(header, data);
        const decoded = decodeIpv4(bytes);
        expect(decoded.header).toMatchObject({ ...header, totalLength: bytes.length });
        expect(decoded.error).toBeUndefined();
        expect(layerOf(decodeFrame(bytes, 228), "ipv4")?.checksumStatus).toBe("good");
      }),
      runs,
    );
  });

  it("UDP and TCP, with checksums that hold", () => {
    const options = fc
      .array(tcpOption, { maxLength: 4 })
      .filter((list) => encodeTcpOptions(list).length <= 40)
      .map((list): readonly TcpOption[] => {
        const padding = encodeTcpOptions(list).length - encodeUnpadded(list);
        // What pads reads as the end of the options.
        return padding === 0 ? list : [...list, { kind: "end" }];
      });
    const fields = fc.record({
      sourcePort: u16,
      destinationPort: u16,
      sequenceNumber: u32,
      acknowledgmentNumber: u32,
      reserved: fc.nat(7),
      flags: fc.nat(0x1ff),
      window: u16,
      urgentPointer: u16,
      options,
    });
    fc.assert(
      fc.property(fields, ipv4, ipv4, payload, (tcp, source, destination, data) => {
        const pseudoHeader = { source, destination, protocol: 6 };
        const bytes = encodeTcp(tcp, data, { pseudoHeader });
        expect(decodeTcp(bytes).header).toMatchObject(tcp);
        const frame = decodeFrame(encodeIpv4({ protocol: 6, source, destination }, bytes), 101);
        expect(layerOf(frame, "tcp")?.checksumStatus).toBe("good");
        const { sourcePort, destinationPort } = tcp;
        const udp = encodeUdp({ sourcePort, destinationPort }, data, {
          pseudoHeader: { ...pseudoHeader, protocol: 17 },
        });
        expect(decodeUdp(udp).header).toMatchObject({ sourcePort, destinationPort, length: 8 + data.length });
        const carried = decodeFrame(encodeIpv4({ protocol: 17, source, destination }, udp), 101);
        expect(layerOf(carried, "udp")?.checksumStatus).toBe("good");
      }),
      runs,
    );
  });

  it("DNS, compressed or not", () => {
    const message = fc.record({
      transactionId: u16,
      qr: fc.nat(1),
      opcode: fc.nat(15),
      rd: fc.nat(1),
      rcode: fc.nat(15),
      questions: fc.array(fc.record({ name: dnsName, type: u16, class: u16 }), { maxLength: 2 }),
      answers: fc.array(dnsRecord, { maxLength: 4 }),
      additionals: fc.array(dnsRecord, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(message, fc.boolean(), (fields, compress) => {
        const bytes = encodeDns(fields, { compress });
        const decoded = decodeDns(bytes);
        expect(decoded.error).toBeUndefined();
        expect(decoded.messageLength).toBe(bytes.length);
        expect(decoded.message).toMatchObject(fields);
      }),
      runs,
    );
  });

  it("HTTP heads", () => {
    const field = fc.record({
      name: fc.stringMatching(/^[A-Za-z-]{1,12}$/),
      value: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
    });
    const fields = fc.record({
      method: fc.constantFrom("GET", "POST", "HEAD"),
      target: fc.stringMatching(/^\/[!-~]{0,30}$/),
      headers: fc.array(field, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fields, payload, (request, body) => {
        const bytes = encodeHttpRequest(request, body);
        const decoded = decodeHttpHead(bytes);
        const headLength = bytes.length - body.length;
        expect(decoded).toEqual({
          kind: "head",
          head: { kind: "request", version: "HTTP/1.1", ...request, headLength },
        });
      }),
      runs,
    );
  });
});

describe("decoding anything", () => {
  const summarize = createFrameSummarizer();
  const check = (bytes: Uint8Array, linkType: number) => {
    const frame = decodeFrame(bytes, linkType);
    summarize(frame);
    for (const layer of frame.layers) {
      expect(layer.offset + layer.headerLength).toBe(layer.payloadOffset);
      expect(layer.payloadOffset + layer.payloadLength).toBeLessThanOrEqual(bytes.length);
    }
  };

  it("neither throws nor leaves the frame", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(1, 101, 228, 0), check), runs);
  });

  it("neither where the outer headers are right", () => {
    const carried = fc
      .tuple(fc.constantFrom(1, 6, 17), fc.uint8Array({ maxLength: 120 }))
      .map(([protocol, data]) => encodeEthernet({ etherType: 0x0800 }, encodeIpv4({ protocol }, data)));
    fc.assert(
      fc.property(carried, (bytes) => check(bytes, 1)),
      runs,
    );
  });

  it("neither where it is DNS", () => {
    const header = fc
      .tuple(u16, fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }))
      .map(([id, counts]) =>
        Uint8Array.of(
          id >>> 8,
          id,
          0x81,
          0x80,
          ...counts.map((count, index) => (index % 2 === 0 ? 0 : count)),
        ),
      );
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 100 }), (head, body) => {
        check(encodeIpv4({ protocol: 17 }, encodeUdp({ destinationPort: 53 }, concatBytes(head, body))), 101);
      }),
      runs,
    );
  });

  it("TCP options of any octets go out as they came", () => {
    fc.assert(
      fc.property(
        fc.nat(10).chain((words) => bytesOf(words * 4)),
        (bytes) => {
          const options = decodeTcpOptions(bytes, 0, bytes.length);
          const endsEarly = options.some(({ kind }) => kind === "end");
          const encoded = encodeTcpOptions(options);
          expect(bytes.subarray(0, encodeUnpadded(options))).toEqual(
            encoded.subarray(0, encodeUnpadded(options)),
          );
          if (!endsEarly) expect(encoded).toEqual(bytes);
        },
      ),
      runs,
    );
  });
});

/** Octets of the options before the zeros that pad them. */
function encodeUnpadded(options: readonly TcpOption[]): number {
  const lengths: Record<TcpOption["kind"], (option: TcpOption) => number> = {
    end: () => 1,
    nop: () => 1,
    mss: () => 4,
    "window-scale": () => 3,
    "sack-permitted": () => 2,
    sack: (option) => (option.kind === "sack" ? 2 + option.blocks.length * 8 : 0),
    timestamp: () => 10,
    unknown: (option) => (option.kind === "unknown" ? 2 + option.data.length : 0),
    raw: (option) => (option.kind === "raw" ? option.bytes.length : 0),
  };
  return options.reduce((sum, option) => sum + lengths[option.kind](option), 0);
}
