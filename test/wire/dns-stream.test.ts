import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { readDnsStream } from "../../src/wire/dns-stream.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeTcp } from "../../src/wire/tcp.js";
import { octets } from "./octets.js";

const query = "1a2b 0100 0001 0000 0000 0000 0161 0162 00 0001 0001";
const framed = `0015 ${query}`;

describe("DNS over TCP", () => {
  it("two messages, one after the other", () => {
    const stream = readDnsStream(octets(framed + framed));
    expect(stream).toMatchObject({ leftOver: 0, missing: 0 });
    expect(stream.messages.map(({ offset, length }) => [offset, length])).toEqual([
      [2, 21],
      [25, 21],
    ]);
    expect(stream.messages[1]?.decoded.message?.questions).toEqual([{ name: "a.b", type: 1, class: 1 }]);
  });

  it("cut anywhere says what is missing", () => {
    const bytes = octets(framed + framed);
    for (let length = 0; length <= bytes.length; length += 1) {
      const stream = readDnsStream(bytes.subarray(0, length));
      const rest = length % 23;
      expect(stream.messages).toHaveLength(Math.floor(length / 23));
      expect(stream.leftOver).toBe(rest);
      expect(stream.missing).toBe(rest === 0 ? 0 : rest === 1 ? 1 : 23 - rest);
    }
  });

  it("a message that fills its segment is a layer, any other is read from the stream", () => {
    const packet = (hex: string, ports = { sourcePort: 4000, destinationPort: 53 }) =>
      decodeFrame(encodeIpv4({ protocol: 6 }, encodeTcp(ports, octets(hex))), 101);
    expect(layerOf(packet(framed), "dns")).toMatchObject({ offset: 42, message: { transactionId: 0x1a2b } });
    expect(layerOf(packet(framed + framed), "dns")).toBeUndefined();
    expect(layerOf(packet(framed.slice(0, 30)), "dns")).toBeUndefined();
    expect(layerOf(packet(framed, { sourcePort: 4000, destinationPort: 80 }), "dns")).toBeUndefined();
  });
});
