import { formatIpv6, parseIpv6 } from "../../wire/address-text.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import { bytesText } from "../text-codec.js";
import { aKind } from "../values.js";
import type { Value } from "../values.js";
import { ipv6Hint } from "./address-hints.js";
import type { FieldType } from "./layer-spec.js";
import { refuseAlternatives } from "./number-fields.js";

/** An IPv6 address as text, read back in its canonical form; a host name is refused, since nothing is looked up. */
export const ipv6Address: FieldType = {
  description: "IPv6 address",
  noneReadsAsUnset: true,
  accept(value, field) {
    refuseAlternatives(value, field);
    return acceptIpv6(value, field.name);
  },
  toWire(value, field) {
    if (value === null) return undefined;
    if (typeof value === "string") return value;
    throw new ScriptError(
      "wrong-type",
      `AttributeError: ${field.name} is given ${aKind(value)}, but needs an address in quotes`,
    );
  },
};

export function acceptIpv6(value: Value, fieldName: string): Value {
  const text = typeof value === "object" && value?.kind === "bytes" ? bytesText(value.bytes) : value;
  if (typeof text !== "string") return text;
  const address = parseIpv6(text) ?? parseNetwork(text);
  if (address !== undefined) return formatIpv6(address);
  throw new ScriptError(
    "bad-address",
    `gaierror: ${fieldName} is ${formatValue(text, 80)}, which is no IPv6 address`,
    ipv6Hint(text, fieldName),
  );
}

/** `address/length`: the network's first address. */
function parseNetwork(text: string): Uint8Array | undefined {
  const match = /^([^/]+)\/([0-9]{1,3})$/.exec(text);
  const length = Number(match?.[2]);
  const address = match === null || length > 128 ? undefined : parseIpv6(match[1] ?? "");
  return address?.map(
    (octet, index) => octet & (0xff00 >> Math.min(Math.max(length - index * 8, 0), 8)) & 0xff,
  );
}
