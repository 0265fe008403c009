import { describe, expect, it } from "vitest";
import { decodeTcp, encodeTcp, fillTcp, tcpFlags } from "../../src/wire/tcp.js";
import { decodeTcpOptions, encodeTcpOptions, type TcpOption } from "../../src/wire/tcp-options.js";
import { bordered, octets } from "./octets.js";

const optionBytes = octets(`
  02 04 05 b4                    # MSS: 1460
  04 02                          # SACK permitted
  08 0a 94 54 2d a8 00 00 00 00  # timestamps: 2488544680, 0
  01                             # NOP
  03 03 0a                       # window scale: shift 10
`);
const syn = octets(`
  cc 18        # source port: 52248
  00 50        # destination port: 80
  11 22 33 44  # sequence number
  00 00 00 00  # acknowledgment number
  a0 02        # data offset 10, reserved 0, SYN
  fa f0        # window: 64240
  7c 30        # checksum, from 192.168.1.23 to 203.0.113.80
  00 00        # urgent pointer
  02 04 05 b4 04 02 08 0a 94 54 2d a8 00 00 00 00 01 03 03 0a
`);
const options: readonly TcpOption[] = [
  { kind: "mss", value: 1460 },
  { kind: "sack-permitted" },
  { kind: "timestamp", value: 2488544680, echoReply: 0 },
  { kind: "nop" },
  { kind: "window-scale", shift: 10 },
];
const header = {
  sourcePort: 52248,
  destinationPort: 80,
  sequenceNumber: 0x11223344,
  acknowledgmentNumber: 0,
  dataOffset: 10,
  reserved: 0,
  flags: tcpFlags.syn,
  window: 64240,
  checksum: 0x7c30,
  urgentPointer: 0,
  options,
  optionBytes,
};
const pseudoHeader = { source: "192.168.1.23", destination: "203.0.113.80", protocol: 6 };

describe("a SYN", () => {
  it("is decoded, and nothing beside it", () => {
    const wide = bordered(syn);
    expect(decodeTcp(wide.bytes, wide.start, wide.end)).toEqual({ header, headerLength: 40 });
  });
  it("is encoded, data offset and checksum computed", () => {
    const { dataOffset: _d, checksum: _c, optionBytes: _o, ...fields } = header;
    expect(encodeTcp(fields, octets(""), { pseudoHeader })).toEqual(syn);
    expect(fillTcp(fields, octets(""), { pseudoHeader })).toEqual(header);
  });
  it("cut anywhere says so, keeping the fixed part where it is whole", () => {
    for (let length = 0; length < syn.length; length += 1) {
      const decoded = decodeTcp(syn.subarray(0, length));
      expect(decoded.error).toMatchObject({ code: "truncated", layer: "tcp", available: length });
      expect(decoded.header === undefined).toBe(length < 20);
    }
  });
});

it("has all of its bits apart", () => {
  const { header: decoded } = decodeTcp(octets("0001 0002 00000003 ffffffff 5b55 0004 0005 0006"));
  expect(decoded).toMatchObject({
    dataOffset: 5,
    reserved: 5,
    flags: 0x155,
    acknowledgmentNumber: 0xffff_ffff,
  });
  expect(encodeTcp({ reserved: 5, flags: 0x155 }, octets("")).subarray(12, 14)).toEqual(octets("5b55"));
});

it("keeps a computed checksum of 0", () => {
  // Pseudo-header and header add up to 9d97 folded; the payload 6268 makes it ffff, whose complement is 0.
  const bytes = encodeTcp(
    { sourcePort: 52248, destinationPort: 80, sequenceNumber: 0x01020304, flags: 2, window: 64240 },
    octets("62 68"),
    { pseudoHeader: { source: "192.168.0.1", destination: "192.168.0.199", protocol: 6 } },
  );
  expect(bytes.subarray(16, 18)).toEqual(octets("0000"));
});

it("writes what is set even where it is wrong", () => {
  const bytes = encodeTcp(
    { dataOffset: 3, checksum: 0x1234, flags: 0x1ff, reserved: 7, options: [{ kind: "nop" }] },
    octets("aa"),
    { pseudoHeader },
  );
  expect(bytes).toEqual(octets("0000 0000 00000000 00000000 3fff 0000 1234 0000 01000000 aa"));
});

describe("a data offset that cannot be keeps the fixed part", () => {
  it.each([
    ["4 words", "40", "bad-length", 20, 16],
    ["0 words", "00", "bad-length", 20, 0],
    ["6 words in 20 octets", "60", "truncated", 24, 20],
  ])("%s", (_name, octet, code, needed, available) => {
    const bytes = octets(`0001 0002 00000003 00000004 ${octet}10 0000 0000 0000`);
    const decoded = decodeTcp(bytes);
    expect(decoded.header).toMatchObject({ sourcePort: 1, flags: 0x10, options: [] });
    expect(decoded.error).toMatchObject({ code, layer: "tcp", offset: 0, needed, available });
  });
});

describe("options", () => {
  const vectors: readonly (readonly [string, string, readonly TcpOption[]])[] = [
    ["end", "00 00 00 00", [{ kind: "end" }]],
    ["nop", "01 01 01 01", [{ kind: "nop" }, { kind: "nop" }, { kind: "nop" }, { kind: "nop" }]],
    ["MSS", "02 04 05 b4", [{ kind: "mss", value: 1460 }]],
    ["window scale", "01 03 03 07", [{ kind: "nop" }, { kind: "window-scale", shift: 7 }]],
    ["SACK permitted", "01 01 04 02", [{ kind: "nop" }, { kind: "nop" }, { kind: "sack-permitted" }]],
    [
      "SACK with two blocks (RFC 2018)",
      "01 01 05 12  00000001 00000002  fffffffe 00000003",
      [
        { kind: "nop" },
        { kind: "nop" },
        {
          kind: "sack",
          blocks: [
            { left: 1, right: 2 },
            { left: 0xffff_fffe, right: 3 },
          ],
        },
      ],
    ],
    [
      "timestamps (RFC 7323)",
      "01 01 08 0a 94542da8 5a44d1e6",
      [{ kind: "nop" }, { kind: "nop" }, { kind: "timestamp", value: 0x94542da8, echoReply: 0x5a44d1e6 }],
    ],
    ["an unknown kind", "fd 04 f9 89", [{ kind: "unknown", number: 253, data: octets("f9 89") }]],
    [
      "an MSS of 3 octets",
      "02 03 05 01",
      [{ kind: "unknown", number: 2, data: octets("05") }, { kind: "nop" }],
    ],
    ["a length of 0", "01 08 00 01", [{ kind: "nop" }, { kind: "raw", bytes: octets("08 00 01") }]],
    ["a length of 1", "04 01 01 01", [{ kind: "raw", bytes: octets("04 01 01 01") }]],
    [
      "a length beyond the header",
      "01 01 08 0a",
      [{ kind: "nop" }, { kind: "nop" }, { kind: "raw", bytes: octets("08 0a") }],
    ],
    [
      "a kind without its length",
      "01 01 01 02",
      [{ kind: "nop" }, { kind: "nop" }, { kind: "nop" }, { kind: "raw", bytes: octets("02") }],
    ],
  ];
  it.each(vectors)("%s", (_name, hex, expected) => {
    const wide = bordered(octets(hex));
    expect(decodeTcpOptions(wide.bytes, wide.start, wide.end)).toEqual(expected);
    expect(encodeTcpOptions(expected)).toEqual(octets(hex));
  });
  it("are padded with zeros to whole words", () => {
    expect(encodeTcpOptions([{ kind: "window-scale", shift: 9 }])).toEqual(octets("03 03 09 00"));
    expect(encodeTcpOptions([])).toEqual(octets(""));
  });
  it("keep the octets after the end where the header keeps them", () => {
    const { header: decoded } = decodeTcp(
      octets("0001 0002 00000003 00000004 6010 0000 0000 0000 00 de ad 01"),
    );
    expect(decoded?.options).toEqual([{ kind: "end" }]);
    expect(decoded?.optionBytes).toEqual(octets("00 de ad 01"));
  });
});
