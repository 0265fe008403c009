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

function asText(value: Value): Value {
  if (typeof value === "string") {
    throw new ScriptError(
      "wrong-type",
      "TypeError: a bytes-like object is required, not 'str'",
      'write b"…"',
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "bytes") return bytesText(value.bytes);
  return value.kind === "tuple" ? { kind: "tuple", items: value.items.map(asText) } : value;
}

function asOctets(value: Value): Value {
  if (typeof value === "string") return bytesOf(Uint8Array.from(value, (each) => each.charCodeAt(0)));
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "list") return { kind: "list", items: value.items.map(asOctets) };
  return value.kind === "tuple" ? { kind: "tuple", items: value.items.map(asOctets) } : value;
}

function shared(name: string): [string, Method<BytesValue>] {
  return [
    name,
    (machine: Machine, self: BytesValue, positional: readonly Value[], keywords: KeywordValues): Value => {
      const found = textMethods.get(name);
      if (found === undefined) throw new Error(`text has no ${name}`);
      machine.allocateString(self.bytes.length);
      return asOctets(found(machine, bytesText(self.bytes), positional.map(asText), keywords));
    },
  ];
}

function changeCase(self: BytesValue, from: number, offset: number): Value {
  return bytesOf(self.bytes.map((octet) => (octet >= from && octet < from + 26 ? octet + offset : octet)));
}

export const bytesMethods: ReadonlyMap<string, Method<BytesValue>> = new Map([
  method<BytesValue>("decode", "encoding? errors?", (machine, self, [encoding, errors]) => {
    machine.allocateString(self.bytes.length);
    return decode(
      self.bytes,
      encoding === undefined ? "utf-8" : needText(encoding, "the encoding"),
      errors === undefined ? "strict" : needText(errors, "what to do with errors"),
    );
  }),
  method<BytesValue>("hex", "sep?", (machine, self, [separator]) => {
    machine.allocateString(self.bytes.length * 3);
    const pairs = Array.from(self.bytes, (octet) => octet.toString(16).padStart(2, "0"));
    return pairs.join(separator === undefined ? "" : needText(separator, "the separator"));
  }),
  method<BytesValue>("upper", "", (_machine, self) => changeCase(self, 97, -32)),
  method<BytesValue>("lower", "", (_machine, self) => changeCase(self, 65, 32)),
  ...sharedWithText.split(" ").map(shared),
  method<BytesValue>("join", "iterable", (machine, self, [iterable]) => {
    const octets: number[] = [];
    let isFirst = true;
    for (const item of itemsOf(machine, iterable ?? null)) {
      if (typeof item !== "object" || item?.kind !== "bytes") {
        throw new ScriptError(
          "wrong-type",
          `TypeError: a bytes-like object is required, not ${typeName(item)}`,
        );
      }
      machine.allocateString(octets.length + item.bytes.length + self.bytes.length);
      if (!isFirst) for (const octet of self.bytes) octets.push(octet);
      for (const octet of item.bytes) octets.push(octet);
      isFirst = false;
    }
    return bytesOf(Uint8Array.from(octets));
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
