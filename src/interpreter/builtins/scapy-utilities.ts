import { internetChecksum } from "../../wire/checksum.js";
import { formatHex } from "../../wire/bytes.js";
import { builtin, needInteger, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import { formatMac, parseInetAton } from "../layers/address-fields.js";
import type { Machine } from "../machine.js";
import { buildPacket } from "../packet-operations.js";
import { bytesText, utf8 } from "../text-codec.js";
import { bytesOf, integer, typeName } from "../values.js";
import type { FunctionValue, Value } from "../values.js";
import { fragment } from "./fragment.js";
import { socketFunctions } from "./socket-module.js";

/** Scapy's conversions of addresses, octets and text, as `from scapy.all import *` gives them. */
function needOctets(machine: Machine, value: Value | undefined): Uint8Array {
  if (typeof value === "string") {
    machine.allocateString(value.length);
    return utf8(value);
  }
  if (typeof value === "object" && value !== null) {
    if (value.kind === "bytes") return value.bytes;
    if (value.kind === "layer") return buildPacket(machine, value);
  }
  throw new ScriptError("wrong-type", `TypeError: bytes are needed, not ${typeName(value ?? null)}`);
}

/** `02:00:5e:10:00:01` as octets: as many as there are parts. */
function macOctets(text: string): Uint8Array {
  return Uint8Array.from(text.split(":"), (part) => {
    const octet = /^\s*(?:0[xX])?[0-9a-fA-F]{1,2}\s*$/.test(part) ? Number.parseInt(part, 16) : Number.NaN;
    if (!Number.isNaN(octet)) return octet;
    throw new ScriptError(
      "bad-address",
      `ValueError: ${formatValue(text, 60)} is no MAC address`,
      'write six pairs of hexadecimal digits with colons: "02:00:5e:10:00:01"',
    );
  });
}

function addressNumber(text: string): number {
  const address = parseInetAton(text);
  if (address !== undefined) return address;
  throw new ScriptError("bad-address", `OSError: ${formatValue(text, 60)} is no IPv4 address`);
}

function hexOctets(text: string): Uint8Array {
  const pairs = text.match(/../gs) ?? [];
  if (text.length % 2 === 1 || pairs.some((pair) => !/^[0-9a-fA-F]{2}$/.test(pair)))
    throw new ScriptError("wrong-value", "binascii.Error: the text is no sequence of hexadecimal pairs");
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

function textOf(value: Value | undefined): string {
  return typeof value === "object" && value?.kind === "bytes"
    ? bytesText(value.bytes)
    : needText(value, "the text");
}

/** A text of which parts and octets will be made. */
function weighed(machine: Machine, text: string): string {
  machine.allocate(text.length);
  machine.spend(text.length >> 1);
  return text;
}

const socketNames: ReadonlySet<string> = new Set(["inet_aton", "inet_ntoa", "inet_pton", "inet_ntop"]);

export const scapyUtilities: readonly FunctionValue[] = [
  builtin("mac2str", "mac", (machine, [mac]) => bytesOf(macOctets(weighed(machine, textOf(mac))))),
  builtin("str2mac", "s", (_machine, [s]) => {
    if (typeof s !== "object" || s?.kind !== "bytes")
      throw new ScriptError("wrong-type", `TypeError: bytes are needed, not ${typeName(s ?? null)}`);
    if (s.bytes.length < 6)
      throw new ScriptError("wrong-type", "TypeError: a MAC address needs 6 octets", "give it 6 bytes");
    return formatMac(s.bytes.subarray(0, 6));
  }),
  builtin("ltoa", "addr", (_machine, [addr]) => {
    const number = BigInt.asUintN(32, BigInt(needInteger(addr, "the address")));
    return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join(".");
  }),
  builtin("atol", "x", (_machine, [x]) => integer(BigInt(addressNumber(needText(x, "the address"))))),
  builtin("checksum", "pkt", (machine, [pkt]) => {
    const octets = needOctets(machine, pkt);
    machine.spend(octets.length >> 5);
    return internetChecksum(octets);
  }),
  builtin("bytes_hex", "x", (machine, [x]) => {
    const octets = needOctets(machine, x);
    machine.allocateString(octets.length * 2);
    return bytesOf(utf8(formatHex(octets)));
  }),
  builtin("hex_bytes", "x", (machine, [x]) => bytesOf(hexOctets(weighed(machine, textOf(x))))),
  builtin("chb", "x", (_machine, [x]) => {
    const octet = needInteger(x, "the octet");
    if (octet < 0 || octet > 255)
      throw new ScriptError("bad-packing", "struct.error: ubyte format requires 0 <= number <= 255");
    return bytesOf(Uint8Array.of(Number(octet)));
  }),
  builtin("bytes_encode", "x", (machine, [x]) => bytesOf(needOctets(machine, x))),
  builtin("plain_str", "x", (machine, [x]) => {
    if (typeof x === "object" && x?.kind === "bytes") {
      machine.allocateString(x.bytes.length);
      return bytesText(x.bytes);
    }
    return needText(x, "the text");
  }),
  builtin("fragment", "pkt fragsize?", fragment),
  ...socketFunctions.filter(({ name }) => socketNames.has(name)),
];

/** Scapy's constants that scripts use. */
export const scapyConstants: readonly (readonly [string, Value])[] = [
  ["ETHER_BROADCAST", bytesOf(new Uint8Array(6).fill(0xff))],
  ["ETHER_ANY", bytesOf(new Uint8Array(6))],
  ["ETH_P_ALL", 3],
  ["ETH_P_IP", 0x0800],
  ["ETH_P_ARP", 0x0806],
  ["ETH_P_IPV6", 0x86dd],
];
