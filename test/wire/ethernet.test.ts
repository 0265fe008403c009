import { expect, it } from "vitest";
import { decodeEthernet, encodeEthernet, fillEthernet } from "../../src/wire/ethernet.js";
import { bordered, octets } from "./octets.js";

const frame = octets(`
  ff ff ff ff ff ff  # destination: broadcast
  3c 22 fb 5a 19 c4  # source
  08 06              # EtherType: ARP
`);
const header = { destination: "ff:ff:ff:ff:ff:ff", source: "3c:22:fb:5a:19:c4", etherType: 0x0806 };

it("is decoded, and nothing beside it", () => {
  const { bytes, start, end } = bordered(frame);
  expect(decodeEthernet(bytes, start, end)).toEqual({ header, headerLength: 14 });
});

it("is encoded before its payload", () => {
  expect(encodeEthernet(header, octets("a1 b2"))).toEqual(octets("ffffffffffff 3c22fb5a19c4 0806 a1b2"));
  expect(fillEthernet(header)).toEqual(header);
});

it("has zeros for what is unset", () => {
  expect(encodeEthernet({}, octets(""))).toEqual(new Uint8Array(14));
});

it("keeps unknown EtherTypes and IEEE 802.3 lengths as numbers", () => {
  expect(decodeEthernet(octets("000000000000 000000000000 88cc")).header?.etherType).toBe(0x88cc);
  expect(decodeEthernet(octets("000000000000 000000000000 0026")).header?.etherType).toBe(38);
});

it.each(Array.from({ length: 14 }, (_, length) => length))("cut to %i octets says so", (length) => {
  const { bytes, start } = bordered(frame.subarray(0, length));
  expect(decodeEthernet(bytes, start, start + length)).toEqual({
    headerLength: 0,
    error: {
      code: "truncated",
      layer: "ethernet",
      offset: start,
      needed: 14,
      available: length,
      limitedBy: "frame",
    },
  });
});
