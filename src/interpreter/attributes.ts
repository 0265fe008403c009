import { classMethods } from "./builtins/class-methods.js";
import { callValue } from "./calls.js";
import type { CallSite } from "./calls.js";
import { didYouMean } from "./did-you-mean.js";
import { ScriptError } from "./diagnostic.js";
import { readFlags } from "./format-flags.js";
import type { Machine } from "./machine.js";
import { whyNotKnown } from "./layers/layer-table.js";
import { dictMethods, listMethods, tupleMethods } from "./methods/container-methods.js";
import { floatMethods, integerMethods } from "./methods/number-methods.js";
import { bytesMethods } from "./methods/octets-methods.js";
import { packetMethods } from "./methods/packet-methods.js";
import { textMethods } from "./methods/text-methods.js";
import type { Method } from "./methods/text-methods.js";
import { missingAttribute, readPacketAttribute } from "./packet-operations.js";
import { aKind } from "./values.js";
import type { FunctionValue, KeywordValues, Value } from "./values.js";

/** Attribute reads and method calls: names are looked up in tables, never in host objects. */
type BoundMethod = (machine: Machine, positional: readonly Value[], keywords: KeywordValues) => Value;

function methodOf(value: Value, name: string): BoundMethod | undefined {
  if (typeof value === "string") return bindMethod(textMethods, value, name, value.length);
  if (typeof value === "number" || typeof value === "bigint") return bindMethod(integerMethods, value, name);
  if (typeof value !== "object" || value === null) return undefined;
  switch (value.kind) {
    case "float":
      return bindMethod(floatMethods, value, name);
    case "function":
      return classMethods.get(value.name)?.find((each) => each.name === name)?.call;
    case "list":
      return bindMethod(listMethods, value, name, sizeless.has(name) ? 0 : value.items.length * 4);
    case "tuple":
      return bindMethod(tupleMethods, value, name, value.items.length * 4);
    case "dict":
      return bindMethod(dictMethods, value, name, name === "get" ? 0 : value.entries.size * 4);
    case "bytes":
      return bindMethod(bytesMethods, value, name, value.bytes.length);
    case "layer":
      return bindMethod(packetMethods, value, name);
    default:
      return undefined;
  }
}

/** Methods of lists that do not go through the list. */
const sizeless: ReadonlySet<string> = new Set(["append", "extend"]);

function bindMethod<Self>(
  table: ReadonlyMap<string, Method<Self>>,
  self: Self,
  name: string,
  size = 0,
): BoundMethod | undefined {
  const found = table.get(name);
  if (found === undefined) return undefined;
  return (machine, positional, keywords) => {
    // Most methods go through their whole object.
    machine.spend(size >> 5);
    return found(machine, self, positional, keywords);
  };
}

export function readAttribute(machine: Machine, object: Value, name: string): Value {
  machine.step();
  if (typeof object === "object" && object !== null) {
    if (object.kind === "layer") {
      const value = readPacketAttribute(machine, object, name);
      if (value !== undefined) return value;
    } else if (object.kind === "flags") {
      const value = readFlags(object, name);
      if (value !== undefined) return value;
    } else if (object.kind === "module") {
      const member = object.members.get(name);
      if (member !== undefined) return member;
      throw missingMember(object.name, name, object.members.keys());
    }
  }
  const method = methodOf(object, name);
  if (method === undefined) throw missing(object, name);
  machine.allocate(8);
  const value: FunctionValue = { kind: "function", name, call: method };
  return value;
}

export function callMethod(
  machine: Machine,
  object: Value,
  name: string,
  positional: readonly Value[],
  keywords: KeywordValues,
  site: CallSite,
): Value {
  const method = methodOf(object, name);
  if (method !== undefined) return method(machine, positional, keywords);
  return callValue(machine, readAttribute(machine, object, name), positional, keywords, site);
}

function missing(object: Value, name: string): ScriptError {
  if (typeof object === "object" && object?.kind === "layer") return missingAttribute(object, name);
  if (typeof object === "object" && object?.kind === "layer-class") {
    return new ScriptError(
      "unknown-attribute",
      `AttributeError: the class ${object.spec.name} has no attribute ${name.slice(0, 60)}`,
      `make a layer first: ${object.spec.name}()`,
    );
  }
  return new ScriptError(
    "unknown-attribute",
    `AttributeError: ${aKind(object)} has no attribute ${name.slice(0, 60)}`,
    attributeHint(object, name),
  );
}

function attributeHint(object: Value, name: string): string {
  if (object === null)
    return "there is nothing here: getlayer() gives None where the packet has no such layer";
  if (typeof object === "object" && object.kind === "no-payload")
    return "this layer carries nothing: join a payload with /, or ask for its length: len(packet[TCP].payload)";
  const table = methodsOf(object);
  if (table === undefined) return "only packets, text, bytes, lists, tuples and dicts have attributes";
  return didYouMean(name, table.keys()) ?? `its methods: ${[...table.keys()].slice(0, 24).join(", ")}`;
}

function methodsOf(object: Value): ReadonlyMap<string, unknown> | undefined {
  if (typeof object === "string") return textMethods;
  if (typeof object !== "object" || object === null) return undefined;
  switch (object.kind) {
    case "list":
      return listMethods;
    case "tuple":
      return tupleMethods;
    case "dict":
      return dictMethods;
    case "bytes":
      return bytesMethods;
    default:
      return undefined;
  }
}

function missingMember(module: string, name: string, members: Iterable<string>): ScriptError {
  const why = whyNotKnown(name);
  if (why !== undefined) return new ScriptError("not-known-yet", why.message, why.hint);
  return new ScriptError(
    "unknown-attribute",
    `AttributeError: the module ${module} has no attribute ${name.slice(0, 60)}`,
    memberHint(module, name, [...members]),
  );
}

function memberHint(module: string, name: string, members: readonly string[]): string {
  const near = didYouMean(name, members);
  if (near !== undefined) return near;
  if (module === "scapy.all") return "write the layer or function alone: TCP(), wrpcap(…)";
  if (module === "time") return "use time.time() and time.sleep(seconds)";
  return members.length === 0
    ? "use another way: nothing of it is known"
    : `it has: ${members.slice(0, 24).join(", ")}`;
}
