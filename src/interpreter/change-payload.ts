import { ScriptError } from "./diagnostic.js";
import { copyPacket, createLayer, fieldSite, joinFresh, layersFrom, setField } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import { rawLayer } from "./layers/raw.js";
import type { Machine } from "./machine.js";
import { impliedFields } from "./layers/layer-spec.js";
import { readImplied } from "./layers/read-implied.js";
import { utf8 } from "./text-codec.js";
import { aKind, bytesOf } from "./values.js";
import type { Value } from "./values.js";

/** What a script does to what a layer carries, other than with `/`: Scapy changes the layer itself, and copies nothing. */

/**
 * `packet.remove_payload()`. What the payload implied is gone with it.
 */
export function removePayload(layer: LayerValue): void {
  if (layer.payload !== undefined) layer.payload.under = undefined;
  layer.payload = undefined;
}

/** `packet.add_payload(payload)`: behind the last layer; text and octets become Raw, None adds nothing. */
export function addPayload(machine: Machine, layer: LayerValue, payload: Value): void {
  if (payload === null) return;
  joinFresh(machine, layer, freePayload(machine, layer, payload));
}

/**
 * `packet[TCP].payload = Raw(...)`. Scapy leaves what the old payload implied, and does not tell the new one what carries it: so
 * only layers are taken that look the same whatever is below them.
 */
export function assignPayload(machine: Machine, layer: LayerValue, value: Value): void {
  const layers = typeof value === "object" && value?.kind === "layer" ? [...layersFrom(value)] : [];
  const other = layers.find(({ spec }) => !blindToCarrier.has(spec.name));
  if (layers.length === 0 || other !== undefined) {
    throw new ScriptError(
      "not-known-yet",
      `assigning ${other?.spec.name ?? aKind(value)} as a payload is not supported`,
      "join the layers again with /",
    );
  }
  machine.spend(layers.length);
  const payload = freePayload(machine, layer, value);
  keepImplied(layer);
  removePayload(layer);
  joinFresh(machine, layer, payload);
}

const blindToCarrier: ReadonlySet<string> = new Set([
  "Raw",
  "Padding",
  "HTTP",
  "HTTPRequest",
  "HTTPResponse",
]);

/** Sets what the payload implies for fields that the script left unset. */
function keepImplied(layer: LayerValue): void {
  const { payload, spec } = layer;
  if (payload === undefined) return;
  const kept = kinds[spec.name] ?? Object.keys(impliedFields(spec, payload.spec) ?? {});
  for (const name of kept) {
    const index = spec.fieldIndex.get(name);
    const field = index === undefined ? undefined : spec.fields[index];
    if (index === undefined || field === undefined || layer.values[index] !== undefined) continue;
    const implied = spec.readUnset?.(layer, field) ?? readImplied(layer, field);
    if (implied !== undefined) setField(layer, index, implied, layer.offset);
  }
}

/** Fields that say what a layer carries, or where it goes for its sake. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  Ether: ["type"],
  Dot1Q: ["type"],
  IP: ["proto", "dst"],
  IPv6: ["nh"],
};

/** What nobody carries yet: a layer that another carries is copied. */
function freePayload(machine: Machine, layer: LayerValue, payload: Value): LayerValue {
  if (typeof payload === "object" && payload?.kind === "layer") {
    let first = layer;
    for (; first.under !== undefined; first = first.under) machine.step();
    if (payload === first) {
      throw new ScriptError(
        "wrong-value",
        "RecursionError: a packet cannot carry itself",
        "add a copy: packet.add_payload(packet.copy())",
      );
    }
    return payload.under === undefined ? payload : copyPacket(machine, payload);
  }
  const load = typeof payload === "string" ? bytesOf(utf8(payload)) : payload;
  if (typeof load !== "object" || load?.kind !== "bytes") {
    throw new ScriptError(
      "wrong-type",
      `TypeError: the payload is ${aKind(payload)}, but needs to be a layer, text or bytes`,
      "join layers with /",
    );
  }
  machine.allocate(load.bytes.length);
  return createLayer(machine, rawLayer, [load], machine.offset, [fieldSite(0, machine.offset)]);
}
