import { coreFunctions } from "./builtins/core-functions.js";
import { mathConstants, mathFunctions } from "./builtins/math-module.js";
import { randomFunctions } from "./builtins/random-module.js";
import { settingsModule } from "./assign.js";
import { scapyConstants, scapyUtilities } from "./builtins/scapy-utilities.js";
import { sendingFunctions, showingFunctions } from "./builtins/sending.js";
import { addressFamilies, socketFunctions } from "./builtins/socket-module.js";
import { structFunctions } from "./builtins/struct-module.js";
import { timeFunctions } from "./builtins/time-module.js";
import { layerSpecs } from "./layers/layer-table.js";
import type { LayerSpec } from "./layers/layer-spec.js";
import type { FunctionValue, ModuleValue, Value } from "./values.js";

/** The names a script knows without an import, and the modules it may import. */
function named(functions: readonly FunctionValue[]): [string, Value][] {
  return functions.map((value) => [value.name, value]);
}

function moduleOf(name: string, members: Iterable<[string, Value]>): ModuleValue {
  return { kind: "module", name, members: new Map(members) };
}

const randomModule = moduleOf("random", named(randomFunctions));
const timeModule = moduleOf("time", named(timeFunctions));
const structModule = moduleOf("struct", named(structFunctions));
const socketModule = moduleOf("socket", [...named(socketFunctions), ...addressFamilies]);
const mathModule = moduleOf("math", [...named(mathFunctions), ...mathConstants]);
/** Known as a name, since recorded scripts expect it; none of its functions is. */
const reModule = moduleOf("re", []);

const standardModules: [string, Value][] = [
  ["random", randomModule],
  ["re", reModule],
  ["math", mathModule],
  ["time", timeModule],
  ["socket", socketModule],
  ["struct", structModule],
];

function layerClasses(isWanted: (spec: LayerSpec) => boolean): [string, Value][] {
  return layerSpecs.filter(isWanted).map((spec) => [spec.name, { kind: "layer-class", spec }]);
}

const choiceFunction = randomFunctions.filter((each) => each.name === "choice");
const rawFunction = coreFunctions.filter((each) => each.name === "raw");

/** Scapy's settings: they may be set, which changes nothing here. */
const settings = moduleOf(settingsModule, []);

/** `scapy.all`: what `from scapy.all import *` gives. */
const scapyAll = moduleOf("scapy.all", [
  ...layerClasses((spec) => spec.isInScapyAll),
  ...named(sendingFunctions),
  ...named(showingFunctions),
  ...named(choiceFunction),
  ...named(rawFunction),
  ...named(scapyUtilities),
  ...scapyConstants.map(([name, value]): [string, Value] => [name, value]),
  ["conf", settings],
  ...standardModules,
]);
const sendModule = moduleOf(
  "scapy.sendrecv",
  named(sendingFunctions.filter((each) => !each.name.startsWith("wrpcap"))),
);
const configModule = moduleOf("scapy.config", [["conf", settings]]);
const utilsModule = moduleOf(
  "scapy.utils",
  named([
    ...sendingFunctions.filter((each) => each.name.startsWith("wrpcap")),
    ...showingFunctions,
    ...scapyUtilities.filter(({ name }) => name !== "fragment"),
  ]),
);

/** The modules that define layers, each with its own: `scapy.layers.inet`, `scapy.packet`, … */
const layerModules: readonly ModuleValue[] = [...new Set(layerSpecs.map((spec) => spec.module))].map((name) =>
  moduleOf(name, [...layerClasses((spec) => spec.module === name), ...named(functionsOf(name))]),
);

/** Functions that a module of layers defines beside its classes. */
function functionsOf(module: string): readonly FunctionValue[] {
  return module === "scapy.layers.inet" ? scapyUtilities.filter(({ name }) => name === "fragment") : [];
}
const layersPackage = moduleOf("scapy.layers", membersBelow("scapy.layers."));
/** The package itself, as `import scapy` binds it. */
const scapyPackage = moduleOf("scapy", [
  ["all", scapyAll],
  ["layers", layersPackage],
  ...membersBelow("scapy.").filter(([name]) => !name.startsWith("layers.")),
]);

function membersBelow(prefix: string): [string, Value][] {
  return layerModules
    .filter(({ name }) => name.startsWith(prefix))
    .map((module) => [module.name.slice(prefix.length), module]);
}

/** Modules by the name that an import gives. */
export const modules: ReadonlyMap<string, ModuleValue> = new Map([
  ["random", randomModule],
  ["re", reModule],
  ["math", mathModule],
  ["time", timeModule],
  ["socket", socketModule],
  ["struct", structModule],
  ["scapy", scapyPackage],
  ["scapy.all", scapyAll],
  ["scapy.layers", layersPackage],
  ...layerModules.map((module): [string, ModuleValue] => [module.name, module]),
  ["scapy.sendrecv", sendModule],
  ["scapy.utils", utilsModule],
  ["scapy.config", configModule],
]);

/** Every name known without an import. */
export const prelude: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...named(coreFunctions),
  ...scapyAll.members,
  ...layerClasses((spec) => !spec.isInScapyAll),
  ["scapy", scapyAll],
]);
