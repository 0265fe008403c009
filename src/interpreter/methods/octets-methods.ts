import { formatHex, hexPairs, joinBytes, latin1Bytes } from "../../wire/bytes.js";
import { needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import type { Machine } from "../machine.js";
import { itemsOf } from "../sequences.js";
import { bytesText } from "../text-codec.js";
import { bytesOf, typeName } from "../values.js";
import type { BytesValue, KeywordValues, Value } from "../values.js";
import { method, textMethods } from "./text-methods.js";
import type { Method } from "./text-methods.js";

/** Methods of text that octets have too: an octet is a character, and what comes out as text is octets again. */
const sharedWithText =
  "strip lstrip rstrip split rsplit splitlines replace startswith endswith find rfind index rindex count partition rpartition " +
  "zfill ljust rjust center removeprefix removesuffix isdigit";

/** What octets take beside their number, in the terms of a budget: an object of the host's, and one of ours. */
const octetsUnits = 24;

function asText(machine: Machine, value: Value): Value {
  if (typeof value === "string") {
    throw new ScriptError(
      "wrong-type",
      "TypeError: a bytes-like object is required, not 'str'",
      'write b"…"',
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "bytes") return copied(machine, value.bytes);
  if (value.kind !== "tuple") return value;
  machine.allocateItems(value.items.length);
  return { kind: "tuple", items: value.items.map((item) => asText(machine, item)) };
}

/** Octets as text, for the methods of text: another copy of them. */
function copied(machine: Machine, bytes: Uint8Array): string {
  machine.allocateString(bytes.length);
  machine.spend(bytes.length >> 4);
  return bytesText(bytes);
}

function asOctets(machine: Machine, value: Value): Value {
  if (typeof value === "string") {
    machine.allocate(value.length + octetsUnits);
    machine.spend(value.length >> 4);
    return bytesOf(latin1Bytes(value));
  }
  if (typeof value !== "object" || value === null) return value;
  if (value.kind !== "list" && value.kind !== "tuple") return value;
  machine.allocateItems(value.items.length);
  const items = value.items.map((item) => asOctets(machine, item));
  return value.kind === "list" ? { kind: "list", items } : { kind: "tuple", items };
}

function shared(name: string): [string, Method<BytesValue>] {
  return [
    name,
    (machine: Machine, self: BytesValue, positional: readonly Value[], keywords: KeywordValues): Value => {
      const found = textMethods.get(name);
      if (found === undefined) throw new Error(`text has no ${name}`);
      const text = copied(machine, self.bytes);
      const given = positional.map((value) => asText(machine, value));
      return asOctets(machine, found(machine, text, given, keywords));
    },
  ];
}

function changeCase(machine: Machine, self: BytesValue, from: number, offset: number): Value {
  machine.allocateString(self.bytes.length);
  return bytesOf(self.bytes.map((octet) => (octet >= from && octet < from + 26 ? octet + offset : octet)));
}

export const bytesMethods: ReadonlyMap<string, Method<BytesValue>> = new Map([
  method<BytesValue>("decode", "encoding? errors?", (machine, self, [encoding, errors]) => {
    machine.allocateString(self.bytes.length);
    machine.spend(self.bytes.length >> (errors === undefined ? 6 : 2));
    return decode(
      self.bytes,
      encoding === undefined ? "utf-8" : needText(encoding, "the encoding"),
      errors === undefined ? "strict" : needText(errors, "what to do with errors"),
    );
  }),
  method<BytesValue>("hex", "sep?", (machine, self, [separator]) => {
    machine.allocateString(self.bytes.length * 3);
    if (separator === undefined) return formatHex(self.bytes);
    const mark = needText(separator, "the separator");
    machine.allocateString(self.bytes.length * (2 + mark.length));
    machine.spend(self.bytes.length >> 2);
    return Array.from(self.bytes, (octet) => hexPairs[octet]).join(mark);
  }),
  method<BytesValue>("upper", "", (machine, self) => changeCase(machine, self, 97, -32)),
  method<BytesValue>("lower", "", (machine, self) => changeCase(machine, self, 65, 32)),
  ...sharedWithText.split(" ").map(shared),
  method<BytesValue>("join", "iterable", (machine, self, [iterable]) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const item of itemsOf(machine, iterable ?? null)) {
      if (typeof item !== "object" || item?.kind !== "bytes") {
        throw new ScriptError(
          "wrong-type",
          `TypeError: a bytes-like object is required, not ${typeName(item)}`,
        );
      }
      if (parts.length > 0) parts.push(self.bytes);
      parts.push(item.bytes);
      length += item.bytes.length + (parts.length > 1 ? self.bytes.length : 0);
      machine.checkString(length);
    }
    machine.allocateString(length + octetsUnits);
    machine.spend(parts.length >> 1);
    return bytesOf(joinBytes(parts));
  }),
]);

function decode(bytes: Uint8Array, encoding: string, errors: string): string {
  const name = encoding.toLowerCase().replaceAll("_", "-");
  if (/^(?:latin|iso-?8859-?1)/.test(name)) return bytesText(bytes);
  const isAscii = name === "ascii" || name === "us-ascii";
  if (!isAscii && name !== "utf-8" && name !== "utf8")
    throw new ScriptError("wrong-value", `LookupError: unknown encoding: ${name.slice(0, 40)}`);
  const isBad = isAscii && bytes.some((octet) => octet > 127);
  try {
    if (isBad) throw new TypeError("not ASCII");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (errors === "replace" || errors === "ignore") return decodeLeniently(bytes, isAscii, errors);
    throw new ScriptError(
      "wrong-value",
      `UnicodeDecodeError: the bytes are no ${isAscii ? "ASCII" : "UTF-8"} text`,
      'decode("latin-1") takes any bytes',
    );
  }
}

const replacement = "\ufffd";

function decodeLeniently(bytes: Uint8Array, isAscii: boolean, errors: string): string {
  const text = isAscii
    ? Array.from(bytes, (octet) => (octet > 127 ? replacement : String.fromCharCode(octet))).join("")
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return errors === "replace" ? text : text.replaceAll(replacement, "");
}
