import { ipv4Bytes } from "../../wire/address-text.js";
import { joinBytes, writeU32 } from "../../wire/bytes.js";
import { ScriptError } from "../diagnostic.js";
import { utf8 } from "../text-codec.js";
import { asInteger, aKind } from "../values.js";
import type { Value } from "../values.js";
import { acceptIpv4, ipv4ToWire } from "./address-fields.js";
import { dhcpMessageTypes, dhcpOptions } from "./dhcp-options.js";
import type { DhcpOption } from "./dhcp-options.js";
import type { FieldSpec, FieldType } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { named, unsigned } from "./number-fields.js";
import { defineTableLayer, tableRow } from "./table-layer.js";
import { textOctets } from "./text-fields.js";

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly DHCP: true;
  }
}

const noOctets = new Uint8Array(0);

/**
 * DHCP's options (RFC 2132): a list of tuples of a name or number and values, and of the bare words `end` and `pad`. Unknown
 * names in a tuple are left out, unknown bare words go out as text, as in Scapy.
 */
const optionList: FieldType = {
  description: 'a list of ("name", value…), "end" and "pad"',
  accept: (value) => (typeof value === "string" ? { kind: "bytes", bytes: utf8(value) } : value),
  toWire(value, field, layer): Uint8Array {
    if (typeof value === "object" && value !== null) {
      // Iterating octets gives numbers, and a bare number is an option without octets.
      if (value.kind === "bytes")
        return Uint8Array.from(Array.from(value.bytes).flatMap((octet) => [octet, 0]));
      if (value.kind === "list" || value.kind === "tuple")
        return joinBytes(value.items.map((item) => bareOrTuple(item, field, layer)));
    }
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${field.name} is given ${aKind(value)}, but needs a list`,
      'write options=[("message-type", "discover"), "end"]',
    );
  },
};

function bareOrTuple(item: Value, field: FieldSpec, layer: LayerValue): Uint8Array {
  if (typeof item === "object" && item?.kind === "tuple" && item.items.length >= 2)
    return optionOctets(item.items, field, layer);
  if (typeof item === "string") {
    const option = dhcpOptions.get(item);
    return option?.kind === "octets" ? Uint8Array.of(option.number) : utf8(item);
  }
  const number = asInteger(item);
  if (number !== undefined) {
    if (number >= 0 && number <= 255) return Uint8Array.of(Number(number), 0);
    throw new ScriptError("wrong-value", `struct.error: the option ${number} is not between 0 and 255`);
  }
  return typeof item === "object" && item?.kind === "bytes" ? item.bytes : noOctets;
}

function optionOctets(items: readonly Value[], field: FieldSpec, layer: LayerValue): Uint8Array {
  const [name = null, ...values] = items;
  const number = asInteger(name);
  if (number === undefined && typeof name !== "string") return noOctets;
  const option = number === undefined ? dhcpOptions.get(name as string) : undefined;
  if (number === undefined && option === undefined) return noOctets;
  const content = joinBytes(
    values.map((value) => {
      if (option !== undefined) return valueOctets(value, option, name as string, field, layer);
      if (typeof value === "object" && value?.kind === "bytes") return value.bytes;
      throw new ScriptError(
        "wrong-type",
        `TypeError: the option ${String(number)} is given ${aKind(value)}, but needs bytes`,
        "give it by name, or write b'…'",
      );
    }),
  );
  const code = option?.number ?? Number(number);
  if (code < 0 || code > 255 || content.length > 255) {
    throw new ScriptError(
      "wrong-value",
      `struct.error: the option ${code} with ${content.length} octets does not fit its octets of number and length`,
    );
  }
  return joinBytes([Uint8Array.of(code, content.length), content]);
}

function valueOctets(
  value: Value,
  { kind }: DhcpOption,
  name: string,
  field: FieldSpec,
  layer: LayerValue,
): Uint8Array {
  const named32: FieldSpec = { ...field, name: `${field.name}'s ${name}` };
  const numberOctets = (width: 8 | 16 | 32, each: Value): Uint8Array => {
    const number = unsigned(width).toWire(each, named32, layer) as number;
    const bytes = new Uint8Array(4);
    writeU32(bytes, 0, number);
    return bytes.subarray(4 - width / 8);
  };
  switch (kind) {
    case "octets":
    case "text":
      return textOctets(value, named32.name);
    case "address":
      return value === null ? new Uint8Array(4) : ipv4Bytes(ipv4ToWire(acceptIpv4(value, named32.name)));
    case "number8":
      return numberOctets(8, value);
    case "number16":
      return numberOctets(16, value);
    case "number32":
      return numberOctets(32, value);
    case "messageType":
      return numberOctets(8, messageType(value, named32, layer));
    case "numbers":
      return joinBytes(
        (typeof value === "object" && value?.kind === "list" ? value.items : [value]).map((each) =>
          numberOctets(8, each),
        ),
      );
  }
}

function messageType(value: Value, field: FieldSpec, layer: LayerValue): Value {
  return named(8, dhcpMessageTypes).accept(value, field, layer);
}

export const dhcpLayer = defineTableLayer({
  name: "DHCP",
  module: "scapy.layers.dhcp",
  alias: "DHCP options",
  holdsShared: true,
  rows: [tableRow("options", optionList, "octets", noOctets)],
});
