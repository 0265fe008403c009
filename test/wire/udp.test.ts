import { expect, it } from "vitest";
import { decodeUdp, encodeUdp, fillUdp } from "../../src/wire/udp.js";
import { bordered, octets } from "./octets.js";

const datagram = octets(`
  00 35     # source port: 53
  04 00     # destination port: 1024
  00 0b     # length: 11
  b5 27     # checksum, from 192.168.0.1 to 192.168.0.199
  61 62 63  # payload
`);
const header = { sourcePort: 53, destinationPort: 1024, length: 11, checksum: 0xb527 };
const pseudoHeader = { source: "192.168.0.1", destination: "192.168.0.199", protocol: 17 };

it("is decoded, and nothing beside it", () => {
  const wide = bordered(datagram);
  expect(decodeUdp(wide.bytes, wide.start, wide.end)).toEqual({ header, headerLength: 8 });
});

it("is encoded, length and checksum computed", () => {
  const fields = { sourcePort: 53, destinationPort: 1024 };
  expect(encodeUdp(fields, octets("61 62 63"), { pseudoHeader })).toEqual(datagram);
  expect(fillUdp(fields, octets("61 62 63"), { pseudoHeader })).toEqual(header);
});

it("sends a computed checksum of 0 as 0xffff", () => {
  // Pseudo-header and header add up to 8673; the payload 798c makes it ffff, whose complement is 0.
  const bytes = encodeUdp({ sourcePort: 53, destinationPort: 1024 }, octets("79 8c"), { pseudoHeader });
  expect(bytes).toEqual(octets("0035 0400 000a ffff 798c"));
});

it("leaves the checksum 0 where there is no pseudo-header", () => {
  expect(encodeUdp({}, octets(""))).toEqual(octets("0000 0000 0008 0000"));
});

it("takes the pseudo-header's own length", () => {
  const bytes = encodeUdp({ sourcePort: 53, destinationPort: 1024 }, octets("61 62 63"), {
    pseudoHeader: { ...pseudoHeader, length: 10 },
  });
  expect(bytes.subarray(4, 8)).toEqual(octets("000b b528"));
});

it("writes what is set even where it is wrong", () => {
  const fields = { sourcePort: 1, destinationPort: 2, length: 3, checksum: 0x1234 };
  expect(encodeUdp(fields, octets("ff"), { pseudoHeader })).toEqual(octets("0001 0002 0003 1234 ff"));
  expect(encodeUdp({ ...fields, checksum: 0 }, octets("ff"), { pseudoHeader })).toEqual(
    octets("0001 0002 0003 0000 ff"),
  );
});

it("with a length below 8 is an error that keeps the header", () => {
  const { header: decoded, error } = decodeUdp(octets("0001 0002 0007 0000"));
  expect(decoded?.length).toBe(7);
  expect(error).toEqual({
    code: "bad-length",
    layer: "udp",
    offset: 0,
    needed: 8,
    available: 7,
    limitedBy: "udp.length",
  });
});

it.each([0, 1, 2, 3, 4, 5, 6, 7])("cut to %i octets says so", (length) => {
  expect(decodeUdp(datagram.subarray(0, length))).toEqual({
    headerLength: 0,
    error: { code: "truncated", layer: "udp", offset: 0, needed: 8, available: length, limitedBy: "frame" },
  });
});
