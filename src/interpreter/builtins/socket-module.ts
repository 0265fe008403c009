import { builtin, needInteger, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatIpv6, parseIpv6 } from "../../wire/address-text.js";
import { parseInetAton } from "../layers/address-fields.js";
import { bytesOf, integer, typeName } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/** Address conversions of Python's `socket`; nothing that opens a socket exists here. */
function needBytes(value: Value | undefined, length: number): Uint8Array {
  if (typeof value !== "object" || value?.kind !== "bytes") {
    throw new ScriptError(
      "wrong-type",
      `TypeError: a bytes-like object is required, not ${typeName(value ?? null)}`,
    );
  }
  if (value.bytes.length !== length)
    throw new ScriptError("wrong-value", "OSError: packed IP wrong length", `give it ${length} bytes`);
  return value.bytes;
}

function inetAton(text: string): Value {
  const address = parseInetAton(text);
  if (address === undefined)
    throw new ScriptError("bad-address", "OSError: illegal IP address string passed to inet_aton");
  return bytesOf(Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255));
}

function swap(value: Value | undefined, width: 16 | 32): Value {
  const number = BigInt(needInteger(value, "the number"));
  if (number < 0n || number >= 1n << BigInt(width))
    throw new ScriptError("overflow", `OverflowError: the number does not fit ${width} bits`);
  let swapped = 0n;
  for (let shift = 0n; shift < BigInt(width); shift += 8n)
    swapped = (swapped << 8n) | ((number >> shift) & 0xffn);
  return integer(swapped);
}

export const addressFamilies: ReadonlyMap<string, number> = new Map([
  ["AF_INET", 2],
  ["AF_INET6", 10],
]);

export const socketFunctions: readonly FunctionValue[] = [
  builtin("inet_ntoa", "packed_ip", (_machine, [packed]) => needBytes(packed, 4).join(".")),
  builtin("inet_aton", "ip_address", (_machine, [text]) => inetAton(needText(text, "the address"))),
  builtin("inet_ntop", "address_family packed_ip", (_machine, [family, packed]) =>
    family === 10 ? formatIpv6(needBytes(packed, 16)) : needBytes(packed, 4).join("."),
  ),
  builtin("inet_pton", "address_family ip_address", (_machine, [family, text]) => {
    if (family !== 10) return inetAton(needText(text, "the address"));
    const bytes = parseIpv6(needText(text, "the address"));
    if (bytes === undefined)
      throw new ScriptError("bad-address", "OSError: illegal IP address string passed to inet_pton");
    return bytesOf(bytes);
  }),
  // Byte order is that of the machines Scapy is measured on: little-endian.
  builtin("htons", "x", (_machine, [x]) => swap(x, 16)),
  builtin("ntohs", "x", (_machine, [x]) => swap(x, 16)),
  builtin("htonl", "x", (_machine, [x]) => swap(x, 32)),
  builtin("ntohl", "x", (_machine, [x]) => swap(x, 32)),
];
