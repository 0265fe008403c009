import type { TableFields } from "../script-layer.js";
import { ScriptError } from "../diagnostic.js";
import { impliedFields } from "./layer-spec.js";
import type { FieldType } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { flags, unsigned } from "./number-fields.js";
import { namedRow, numberRow } from "./octet-fields.js";
import { defineTableLayer, tableRow } from "./table-layer.js";
import type { TableRow } from "./table-layer.js";

/**
 * VXLAN (RFC 7348) with the generic protocol extension's next protocol and the group policy's bits: which of these
 * fields there are is for the flags to say.
 */
declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly VXLAN: true;
  }
}

const flagNames = ["OAM", "R", "NextProtocol", "Instance", "V1", "V2", "R", "G"];
const nextProtocolFlag = 0x04;
const instanceFlag = 0x08;
const groupPolicyFlag = 0x80;
const policyNames = ["R", "R", "R", "A", "R", "R", "D", "R"];
const nextProtocols = new Map([
  ["NotDefined", 0],
  ["IPv4", 1],
  ["IPv6", 2],
  ["Ethernet", 3],
  ["NSH", 4],
]);

/** Flags decide what else there is, so there is no packet without them. */
const headerFlags: FieldType = {
  ...flags(8, flagNames, "+"),
  accept(value, field, layer) {
    if (value !== null) return flags(8, flagNames, "+").accept(value, field, layer);
    throw new ScriptError("wrong-type", "AttributeError: flags is None", 'leave it out, or write "Instance"');
  },
};

/** Three octets: a larger number of 32 bits is cut silently, as in Scapy. */
const threeOctets: FieldType = { ...unsigned(32), description: "24 bits" };

function onlyIf(width: number, isThere: (bits: number) => boolean): TableRow["width"] {
  return (fields) => (isThere(flagsOnWire(fields)) ? width : 0);
}

function flagsOnWire({ flags: bits }: TableFields): number {
  return typeof bits === "number" ? bits : instanceFlag;
}

const hasNextProtocol = (bits: number): boolean => (bits & nextProtocolFlag) !== 0;
const hasPolicy = (bits: number): boolean => (bits & groupPolicyFlag) !== 0;
const hasNeither = (bits: number): boolean => (bits & (nextProtocolFlag | groupPolicyFlag)) === 0;

const none = { kind: "flags", names: flagNames, separator: "+" } as const;
const rows = [
  tableRow("flags", headerFlags, 8, instanceFlag, { ...none, bits: instanceFlag }),
  { ...numberRow("reserved0", 16), width: onlyIf(16, hasNextProtocol) },
  { ...namedRow("NextProtocol", 8, nextProtocols, 0), width: onlyIf(8, hasNextProtocol) },
  tableRow("reserved1", threeOctets, onlyIf(24, hasNeither), 0),
  tableRow("gpflags", flags(8, policyNames, "+"), onlyIf(8, hasPolicy), 0, {
    ...none,
    names: policyNames,
    bits: 0,
  }),
  { ...numberRow("gpid", 16), width: onlyIf(16, hasPolicy) },
  tableRow("vni", threeOctets, 24, 0),
  numberRow("reserved2", 8),
];
const rowByName = new Map(rows.map((row) => [row.name, row]));

export const vxlanLayer = defineTableLayer({
  name: "VXLAN",
  module: "scapy.layers.vxlan",
  rows,
  // Scapy sets the ports of RFC 7348 on both sides, and the flags and the next protocol that a payload asks for.
  bindsCarrier: { UDP: { sport: 4789, dport: 4789 } },
  bindsToPayload: {
    Ether: { flags: instanceFlag | nextProtocolFlag, NextProtocol: 3 },
    IP: { flags: instanceFlag | nextProtocolFlag, NextProtocol: 1 },
    IPv6: { flags: instanceFlag | nextProtocolFlag, NextProtocol: 2 },
  },
  isPresent(layer, { name }) {
    const width = rowByName.get(name)?.width;
    return typeof width !== "function" || width({ flags: flagsOf(layer) }) !== 0;
  },
});

function flagsOf(layer: LayerValue): number {
  const [given] = layer.values;
  if (typeof given === "object" && given?.kind === "flags") return given.bits;
  const implied = layer.payload && impliedFields(layer.spec, layer.payload.spec);
  return implied?.["flags"] ?? instanceFlag;
}
