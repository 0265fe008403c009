import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArp, encodeArp } from "../../src/wire/arp.js";
import { formatHardwareAddress, formatIpv4, formatIpv6 } from "../../src/wire/address-text.js";
import { concatBytes, noBytes } from "../../src/wire/bytes.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeDns } from "../../src/wire/decode-dns.js";
import { type DnsRdata, encodeDns } from "../../src/wire/dns.js";
import { encodeEthernet } from "../../src/wire/ethernet.js";
import { decodeHttpHead, encodeHttpRequest } from "../../src/wire/http.js";
import { decodeDhcp, encodeDhcp } from "../../src/wire/dhcp.js";
import { decodeIcmpv4, encodeIcmpv4, type Icmpv4Body } from "../../src/wire/icmpv4.js";
import { encodeIcmpv6, type Icmpv6Body } from "../../src/wire/icmpv6.js";
import { decodeIpv4, encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeIpv6 } from "../../src/wire/ipv6.js";
import { decodeLinuxCooked, encodeLinuxCooked } from "../../src/wire/linux-cooked.js";
import { createFrameSummarizer } from "../../src/wire/summarize-frame.js";
import { decodeTcp, encodeTcp } from "../../src/wire/tcp.js";
import { decodeTcpOptions, encodeTcpOptions, type TcpOption } from "../../src/wire/tcp-options.js";
import { decodeUdp, encodeUdp } from "../../src/wire/udp.js";
import { decodeVlan, encodeVlan } from "../../src/wire/vlan.js";

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

  it("IPv6, with extension headers before what it carries", () => {
    const fields = fc.record({
      trafficClass: u8,
      flowLabel: fc.nat(0xfffff),
      hopLimit: u8,
      source: ipv6,
      destination: ipv6,
    });
    // A destination header of one option: type and length, then the option and its padding.
    const extension = fc
      .tuple(fc.integer({ min: 2, max: 255 }), bytesOf(4))
      .map(([type, data]) => ({ type, data, bytes: Uint8Array.of(17, 0, type, 4, ...data) }));
    fc.assert(
      fc.property(fields, fc.option(extension), payload, (header, options, data) => {
        const { source, destination } = header;
        const udp = encodeUdp({ sourcePort: 1, destinationPort: 2 }, data, {
          pseudoHeader: { source, destination, protocol: 17 },
        });
        const nextHeader = options === null ? 17 : 60;
        const extensionBytes = options?.bytes ?? new Uint8Array(0);
        const frame = decodeFrame(encodeIpv6({ ...header, nextHeader, extensionBytes }, udp), 229);
        expect(frame.error).toBeUndefined();
        const read = layerOf(frame, "ipv6")?.header;
        expect(read).toMatchObject({ ...header, nextHeader, upperProtocol: 17 });
        const expected = options === null ? [] : [{ type: options.type, data: options.data }];
        expect(read?.extensions.flatMap((each) => (each.kind === "options" ? each.options : []))).toEqual(
          expected,
        );
        // Type 0xc9 is a home address only where it has 16 octets.
        expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
      }),
      runs,
    );
  });

  it("ICMP", () => {
    const numbers = { identifier: u16, sequenceNumber: u16 };
    const body: fc.Arbitrary<readonly [number, Icmpv4Body]> = fc.oneof(
      fc.tuple(fc.constantFrom(0, 8), fc.record({ kind: fc.constant("echo" as const), ...numbers })),
      fc.tuple(
        fc.constantFrom(13, 14),
        fc.record({
          kind: fc.constant("timestamp" as const),
          ...numbers,
          originate: u32,
          receive: u32,
          transmit: u32,
        }),
      ),
      fc.tuple(
        fc.constantFrom(17, 18),
        fc.record({ kind: fc.constant("address-mask" as const), ...numbers, mask: ipv4 }),
      ),
      fc.tuple(
        fc.constant(3),
        fc.record({ kind: fc.constant("unreachable" as const), quotedWords: u8, nextHopMtu: u16 }),
      ),
      fc.tuple(fc.constant(5), fc.record({ kind: fc.constant("redirect" as const), gateway: ipv4 })),
      fc.tuple(
        fc.constant(12),
        fc.record({ kind: fc.constant("parameter-problem" as const), pointer: u8, quotedWords: u8 }),
      ),
      fc.tuple(
        fc.integer({ min: 40, max: 255 }),
        fc.record({ kind: fc.constant("other" as const), rest: u32 }),
      ),
    );
    fc.assert(
      fc.property(body, u8, payload, ([type, fields], code, data) => {
        const bytes = encodeIcmpv4({ type, code, body: fields }, data);
        expect(decodeIcmpv4(bytes).header).toMatchObject({ type, code, body: fields });
        const frame = decodeFrame(encodeIpv4({ protocol: 1 }, bytes), 228);
        expect(layerOf(frame, "icmpv4")?.checksumStatus).toBe("good");
      }),
      runs,
    );
  });

  it("ICMPv6, with neighbor discovery's options", () => {
    const option = fc.record({ type: u8, data: fc.nat(2).chain((words) => bytesOf(6 + 8 * words)) });
    const options = fc.array(option, { maxLength: 3 });
    const body: fc.Arbitrary<readonly [number, Icmpv6Body]> = fc.oneof(
      fc.tuple(
        fc.constantFrom(128, 129),
        fc.record({ kind: fc.constant("echo" as const), identifier: u16, sequenceNumber: u16 }),
      ),
      fc.tuple(fc.constant(2), fc.record({ kind: fc.constant("packet-too-big" as const), mtu: u32 })),
      fc.tuple(fc.constant(4), fc.record({ kind: fc.constant("parameter-problem" as const), pointer: u32 })),
      fc.tuple(
        fc.constantFrom(130, 131, 132),
        fc.record({
          kind: fc.constant("listener" as const),
          maximumResponseDelay: u16,
          multicastAddress: ipv6,
        }),
      ),
      fc.tuple(fc.constant(133), fc.record({ kind: fc.constant("router-solicitation" as const), options })),
      fc.tuple(
        fc.constant(135),
        fc.record({ kind: fc.constant("neighbor-solicitation" as const), target: ipv6, options }),
      ),
      fc.tuple(
        fc.constant(136),
        fc.record({
          kind: fc.constant("neighbor-advertisement" as const),
          isRouter: fc.boolean(),
          isSolicited: fc.boolean(),
          overrides: fc.boolean(),
          target: ipv6,
          options,
        }),
      ),
      fc.tuple(
        fc.constant(137),
        fc.record({ kind: fc.constant("redirect" as const), target: ipv6, destination: ipv6, options }),
      ),
    );
    fc.assert(
      fc.property(body, u8, ipv6, ipv6, ([type, fields], code, source, destination) => {
        const pseudoHeader = { source, destination, protocol: 58 };
        const bytes = encodeIcmpv6({ type, code, body: fields }, undefined, { pseudoHeader });
        const frame = decodeFrame(encodeIpv6({ nextHeader: 58, source, destination }, bytes), 229);
        expect(frame.error).toBeUndefined();
        expect(layerOf(frame, "icmpv6")).toMatchObject({
          checksumStatus: "good",
          header: { type, code, body: fields },
        });
      }),
      runs,
    );
  });

  it("DHCP", () => {
    const option = fc.record({
      code: fc.integer({ min: 1, max: 254 }),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    const fields = fc.record({
      operation: u8,
      hardwareType: u8,
      hops: u8,
      transactionId: u32,
      seconds: u16,
      flags: u16,
      clientAddress: ipv4,
      yourAddress: ipv4,
      serverAddress: ipv4,
      relayAddress: ipv4,
      clientHardwareAddress: mac,
      serverName: bytesOf(64),
      bootFile: bytesOf(128),
      options: fc.array(option, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fields, (message) => {
        const bytes = encodeDhcp(message);
        expect(decodeDhcp(bytes)).toEqual({
          message: { ...message, hardwareLength: 6, hasOptions: true },
          messageLength: bytes.length,
        });
      }),
      runs,
    );
  });

  it("tags and Linux cooked headers", () => {
    const tag = fc.record({
      priority: fc.nat(7),
      dropEligible: fc.nat(1),
      identifier: fc.nat(0xfff),
      etherType: u16,
    });
    const cooked = fc.record({ packetType: u8, hardwareType: u16, protocolType: u16, address: bytesOf(6) });
    fc.assert(
      fc.property(tag, cooked, u32, fc.constantFrom(1 as const, 2 as const), (vlan, sll, index, version) => {
        expect(decodeVlan(encodeVlan(vlan, noBytes)).header).toEqual(vlan);
        const interfaceIndex = version === 2 ? index : 0;
        const bytes = encodeLinuxCooked(version, { ...sll, interfaceIndex }, noBytes);
        expect(decodeLinuxCooked(bytes, version).header).toEqual({
          ...sll,
          version,
          interfaceIndex,
          addressLength: 6,
          address: formatHardwareAddress(sll.address),
        });
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
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(1, 101, 228, 229, 0, 108, 113, 276),
        check,
      ),
      runs,
    );
  });

  it("neither where the outer headers are right", () => {
    const carried = fc
      .tuple(fc.constantFrom(1, 6, 17, 58, 0, 43, 44, 60), fc.boolean(), fc.uint8Array({ maxLength: 120 }))
      .map(([protocol, isIpv6, data]) =>
        isIpv6
          ? encodeEthernet({ etherType: 0x86dd }, encodeIpv6({ nextHeader: protocol }, data))
          : encodeEthernet({ etherType: 0x0800 }, encodeIpv4({ protocol }, data)),
      );
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
