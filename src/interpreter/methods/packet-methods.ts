import { needSmallInteger } from "../arguments.js";
import { addPayload, removePayload } from "../change-payload.js";
import { copyPacket, layersFrom } from "../layers/layer-value.js";
import type { LayerValue } from "../layers/layer-value.js";
import { buildPacket, findLayer, layerQuery, summarizePacket } from "../packet-operations.js";
import { bytesOf, list } from "../values.js";
import type { Value } from "../values.js";
import { method } from "./text-methods.js";
import type { Method } from "./text-methods.js";

/** Methods that only print something for a person. */
const showing = ["show", "show2", "display", "hide_defaults", "pdfdump", "psdump", "hexdump", "ls"];

export const packetMethods: ReadonlyMap<string, Method<LayerValue>> = new Map([
  method<LayerValue>("haslayer", "cls", (machine, self, [cls]): Value =>
    findLayer(machine, self, layerQuery(cls ?? null)) === undefined ? 0 : true,
  ),
  method<LayerValue>("getlayer", "cls nb?", (machine, self, [cls, nb]) => {
    const number = nb === undefined ? 1 : needSmallInteger(nb, "getlayer()'s number");
    return findLayer(machine, self, layerQuery(cls ?? null, number)) ?? null;
  }),
  method<LayerValue>("copy", "", (machine, self) => copyPacket(machine, self)),
  method<LayerValue>("build", "", (machine, self) => bytesOf(buildPacket(machine, self))),
  method<LayerValue>("summary", "", (machine, self) => summarizePacket(machine, self)),
  method<LayerValue>("layers", "", (machine, self) => {
    const layers = Array.from(layersFrom(self), (layer): Value => ({
      kind: "layer-class",
      spec: layer.spec,
    }));
    machine.allocateItems(layers.length * 4);
    machine.spend(layers.length);
    return list(layers);
  }),
  method<LayerValue>("lastlayer", "", (machine, self) => {
    let last = self;
    for (; last.payload !== undefined; last = last.payload) machine.step();
    return last;
  }),
  method<LayerValue>("firstlayer", "", (machine, self) => {
    let first = self;
    for (; first.under !== undefined; first = first.under) machine.step();
    return first;
  }),
  method<LayerValue>("add_payload", "payload", (machine, self, [payload]) => {
    addPayload(machine, self, payload ?? null);
    return null;
  }),
  method<LayerValue>("remove_payload", "", (_, self) => {
    removePayload(self);
    return null;
  }),
  ...showing.map((name) => method<LayerValue>(name, "**", () => null)),
]);
