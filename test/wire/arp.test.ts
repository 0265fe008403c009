import { describe, expect, it } from "vitest";
import { type ArpHeader, decodeArp, encodeArp, fillArp } from "../../src/wire/arp.js";
import { bordered, octets } from "./octets.js";

interface Vector {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly header: ArpHeader;
}

const vectors: readonly Vector[] = [
  {
    name: "request",
    bytes: octets(`
      00 01              # hardware type: Ethernet
      08 00              # protocol type: IPv4
      06                 # hardware length
      04                 # protocol length
      00 01              # operation: request
      3c 22 fb 5a 19 c4  # sender hardware address
      c0 a8 01 17        # sender protocol address
      00 00 00 00 00 00  # target hardware address: what is asked for
      c0 a8 01 01        # target protocol address
    `),
    header: {
      hardwareType: 1,
      protocolType: 0x0800,
      hardwareLength: 6,
      protocolLength: 4,
      operation: 1,
      senderHardwareAddress: "3c:22:fb:5a:19:c4",
      senderProtocolAddress: "192.168.1.23",
      targetHardwareAddress: "00:00:00:00:00:00",
      targetProtocolAddress: "192.168.1.1",
    },
  },
  {
    name: "reply",
    bytes: octets(`
      00 01 08 00 06 04  # Ethernet, IPv4, lengths
      00 02              # operation: reply
      04 92 26 8e 71 03  # sender hardware address
      c0 a8 01 01        # sender protocol address
      3c 22 fb 5a 19 c4  # target hardware address
      c0 a8 01 17        # target protocol address
    `),
    header: {
      hardwareType: 1,
      protocolType: 0x0800,
      hardwareLength: 6,
      protocolLength: 4,
      operation: 2,
      senderHardwareAddress: "04:92:26:8e:71:03",
      senderProtocolAddress: "192.168.1.1",
      targetHardwareAddress: "3c:22:fb:5a:19:c4",
      targetProtocolAddress: "192.168.1.23",
    },
  },
  {
    name: "other lengths and an operation without a name",
    bytes: octets(`
      00 07  # hardware type: ARCNET
      86 dd  # protocol type
      01     # hardware length
      02     # protocol length
      00 63  # operation 99
      0a     # sender hardware address
      0b 0c  # sender protocol address
      0d     # target hardware address
      0e 0f  # target protocol address
    `),
    header: {
      hardwareType: 7,
      protocolType: 0x86dd,
      hardwareLength: 1,
      protocolLength: 2,
      operation: 99,
      senderHardwareAddress: "0a",
      senderProtocolAddress: "0b:0c",
      targetHardwareAddress: "0d",
      targetProtocolAddress: "0e:0f",
    },
  },
];

describe.each(vectors)("ARP $name", ({ bytes, header }) => {
  it("is decoded, and nothing beside it", () => {
    const wide = bordered(bytes);
    expect(decodeArp(wide.bytes, wide.start, wide.end)).toEqual({ header, headerLength: bytes.length });
  });
  it("is encoded", () => {
    expect(encodeArp(header)).toEqual(bytes);
    expect(fillArp(header)).toEqual(header);
  });
  it("cut anywhere says how much is missing", () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const { header: none, error } = decodeArp(bytes.subarray(0, length));
      expect(none).toBeUndefined();
      expect(error).toMatchObject({ code: "truncated", layer: "arp", offset: 0, available: length });
      expect(error?.needed).toBe(length < 8 ? 8 : bytes.length);
    }
  });
});

it("computes lengths and the types of Ethernet and IPv4", () => {
  const bytes = encodeArp({
    operation: 1,
    senderHardwareAddress: "3c:22:fb:5a:19:c4",
    senderProtocolAddress: "192.168.1.23",
    targetProtocolAddress: "192.168.1.1",
  });
  expect(bytes).toEqual(vectors[0]?.bytes);
});

it("writes what is set even where it is wrong", () => {
  const bytes = encodeArp({ hardwareLength: 9, protocolLength: 0, operation: 0x1234, hardwareType: 0xffff });
  expect(bytes.subarray(0, 8)).toEqual(octets("ffff 0800 09 00 1234"));
  expect(bytes.length).toBe(28);
});

it("takes an author's bytes as they are, however many", () => {
  const text = new TextEncoder().encode("02:00:aa:bb:cc");
  const bytes = encodeArp({ senderHardwareAddress: text, senderProtocolAddress: "10.0.0.1" });
  expect(bytes.subarray(0, 8)).toEqual(octets("0001 0800 0e 04 0000"));
  expect(bytes.subarray(8, 22)).toEqual(text);
  expect(bytes.length).toBe(8 + 14 + 4 + 6 + 4);
});
