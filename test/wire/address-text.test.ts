import { describe, expect, it } from "vitest";
import {
  anyAddressBytes,
  formatHardwareAddress,
  formatIpv4,
  formatIpv6,
  ipv4Bytes,
  macBytes,
  parseHardwareAddress,
  parseIpv4,
  parseIpv6,
} from "../../src/wire/address-text.js";
import { octets } from "./octets.js";

describe("MAC addresses", () => {
  it("are lower-case hex octets with colons", () => {
    expect(formatHardwareAddress(octets("A4 83 E7 00 12 9F"))).toBe("a4:83:e7:00:12:9f");
    expect(parseHardwareAddress("A4:83:e7:00:12:9f")).toEqual(octets("a4 83 e7 00 12 9f"));
  });
  it.each(["a4-83-e7-00-12-9f", "a4:83:e7:0:12:9f", "a4:83:e7:00:12:9g", "a4:"])("%s is none", (text) => {
    expect(parseHardwareAddress(text)).toBeUndefined();
  });
  it("from an author's bytes have six octets, cut or zero-filled", () => {
    expect(macBytes(octets("01 02"))).toEqual(octets("01 02 00 00 00 00"));
    expect(macBytes(octets("01 02 03 04 05 06 07"))).toEqual(octets("01 02 03 04 05 06"));
    expect(() => macBytes("nonsense")).toThrow(RangeError);
  });
});

describe("IPv4 addresses", () => {
  it("are dotted decimal", () => {
    expect(formatIpv4(octets("00 c0 00 02 07"), 1)).toBe("192.0.2.7");
    expect(parseIpv4("192.0.2.255")).toEqual(octets("c0 00 02 ff"));
    expect(ipv4Bytes(undefined)).toEqual(octets("00 00 00 00"));
  });
  it.each(["192.0.2", "192.0.2.256", "192.0.2.07", "192.0.2.7 ", "0xc0.0.2.7", "1.2.3.4.5"])(
    "%s is none",
    (text) => {
      expect(parseIpv4(text)).toBeUndefined();
    },
  );
});

describe("IPv6 addresses", () => {
  // RFC 5952 section 4, RFC 4291 section 2.2.
  it.each([
    ["20010db8000000000000000000000001", "2001:db8::1"],
    ["20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"],
    ["20010000000000010000000000000001", "2001:0:0:1::1"],
    ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
    ["00000000000000000000000000000000", "::"],
    ["00000000000000000000000000000001", "::1"],
    ["ff010000000000000000000000000000", "ff01::"],
  ])("%s is %s", (hex, text) => {
    expect(formatIpv6(octets(hex))).toBe(text);
    expect(parseIpv6(text)).toEqual(octets(hex));
  });
  it("may end in dotted decimal", () => {
    expect(parseIpv6("::ffff:192.0.2.128")).toEqual(octets("00000000000000000000ffffc0000280"));
  });
  it.each(["1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "1:2:3:4:5:6:7::8:9", ":::"])(
    "%s is none",
    (text) => {
      expect(parseIpv6(text)).toBeUndefined();
    },
  );
});

it("an address of unknown kind is read by its form", () => {
  expect(anyAddressBytes("1.2.3.4")).toEqual(octets("01 02 03 04"));
  expect(anyAddressBytes("01:02")).toEqual(octets("01 02"));
  expect(anyAddressBytes(octets("01 02 03"))).toEqual(octets("01 02 03"));
});
