import { expect, it } from "vitest";
import { ByteWriter } from "../../src/wire/byte-writer.js";
import { octets } from "./octets.js";

it("writes numbers big-endian and modulo their width", () => {
  const writer = new ByteWriter(16);
  writer.u8(0x1ff);
  writer.u16(0x12345);
  writer.u32(0x1_0203_0405);
  expect(writer.toBytes()).toEqual(octets("ff 2345 02030405"));
});

it("grows and keeps what it holds", () => {
  const writer = new ByteWriter(0);
  writer.u8(1);
  writer.octets(octets("02 03 04 05 06"));
  writer.u32(0x0708090a);
  expect(writer.toBytes()).toEqual(octets("01 02 03 04 05 06 07 08 09 0a"));
});

it("writes a character per octet, one above 255 as UTF-8", () => {
  const writer = new ByteWriter(2);
  writer.latin1("aé");
  writer.latin1("é€");
  expect(writer.toBytes()).toEqual(octets("61 e9 e9 e2 82 ac"));
});

it("patches and forgets", () => {
  const writer = new ByteWriter(4);
  writer.octets(octets("00 00 00 aa bb"));
  writer.patchU8(0, 7);
  writer.patchU16(1, 0x0102);
  writer.truncate(4);
  expect(writer.view(1)).toEqual(octets("01 02 aa"));
  writer.truncate(100);
  expect(writer.toBytes()).toEqual(octets("07 01 02 aa"));
});
