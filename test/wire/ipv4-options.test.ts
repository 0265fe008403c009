import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeIpv4Options, finalDestinationOffset } from "../../src/wire/ipv4-options.js";
import { noBytes } from "../../src/wire/bytes.js";
import { octets } from "./octets.js";

describe("IPv4 options", () => {
  it("a route recorded, padding, the end", () => {
    expect(decodeIpv4Options(octets("07 07 04 00000000 01 94 04 0000 00 ff"))).toEqual({
      options: [
        { type: 7, offset: 0, data: octets("04 00000000") },
        { type: 1, offset: 7, data: noBytes },
        { type: 148, offset: 8, data: octets("0000") },
        { type: 0, offset: 12, data: noBytes },
      ],
    });
  });

  it.each([
    ["a length of 0", "07 00 0000", 0],
    ["a length of 1", "01 07 01 00", 1],
    ["a length beyond the header", "94 04 0000 07 09 00 00", 4],
    ["no length at all", "01 01 01 07", 3],
  ])("%s ends the reading", (_name, hex, malformedAt) => {
    expect(decodeIpv4Options(octets(hex))).toMatchObject({ malformedAt });
  });

  it("a source route that is not used up says where the packet goes at last", () => {
    const route = (pointer: string) => decodeIpv4Options(octets(`01 83 0b ${pointer} 0a000003 0a000004`));
    expect(finalDestinationOffset(route("04"))).toBe(8);
    expect(finalDestinationOffset(route("08"))).toBe(8);
    expect(finalDestinationOffset(route("0c"))).toBeUndefined();
    expect(finalDestinationOffset(decodeIpv4Options(octets("44 04 05 00")))).toBeUndefined();
  });

  it("the checksum counts that address (RFC 1122 section 3.2.1.8)", () => {
    // 10.0.0.1 by way of 10.0.0.2 to 10.0.0.4: 0a00+0001 + 0a00+0004 + 0011+0009 + 0001+0002+0009+7800 = 8c2b, inverted 73d4.
    const packet = octets(`
      48000029 00010000 4011d5a1 0a000001 0a000002
      83 0b 04 0a000003 0a000004 00
      0001 0002 0009 73d4 78
    `);
    const frame = decodeFrame(packet, 101);
    expect(layerOf(frame, "ipv4")?.checksumStatus).toBe("good");
    expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
  });
});
