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

function layerClasses(module: string): [string, Value][] {
  return layerSpecs
    .filter((spec) => spec.module === module)
    .map((spec) => [spec.name, { kind: "layer-class", spec }]);
}

const httpModule = moduleOf("scapy.layers.http", layerClasses("scapy.layers.http"));
const choiceFunction = randomFunctions.filter((each) => each.name === "choice");
const rawFunction = coreFunctions.filter((each) => each.name === "raw");

/** Scapy's settings: they may be set, which changes nothing here. */
const settings = moduleOf(settingsModule, []);

/** `scapy.all`: what `from scapy.all import *` gives. */
const scapyAll = moduleOf("scapy.all", [
  ...layerClasses("scapy.all"),
  ...named(sendingFunctions),
  ...named(showingFunctions),
  ...named(choiceFunction),
  ...named(rawFunction),
  ...named(scapyUtilities),
  ...scapyConstants.map(([name, value]): [string, Value] => [name, value]),
  ["conf", settings],
  ...standardModules,
]);
const inetModule = moduleOf("scapy.layers.inet", [
  ...pick(["IP", "TCP", "UDP", "ICMP", "IPerror", "TCPerror", "UDPerror", "ICMPerror"]),
  ...layerClasses("scapy.all").filter(([name]) => name.startsWith("IPOption")),
  ...named(scapyUtilities.filter(({ name }) => name === "fragment")),
]);
const l2Module = moduleOf("scapy.layers.l2", pick(["Ether", "ARP", "Dot1Q"]));
const dnsModule = moduleOf(
  "scapy.layers.dns",
  layerClasses("scapy.all").filter(([name]) => name.startsWith("DNS") || name === "EDNS0TLV"),
);
const inet6Module = moduleOf(
  "scapy.layers.inet6",
  layerClasses("scapy.all").filter(([name]) => name === "IPv6" || name.startsWith("ICMPv6")),
);
const dhcpModule = moduleOf("scapy.layers.dhcp", pick(["BOOTP", "DHCP"]));
const packetModule = moduleOf("scapy.packet", pick(["Raw", "Padding"]));
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
const layersPackage = moduleOf("scapy.layers", [
  ["http", httpModule],
  ["inet", inetModule],
  ["l2", l2Module],
  ["dns", dnsModule],
  ["inet6", inet6Module],
  ["dhcp", dhcpModule],
]);
/** The package itself, as `import scapy` binds it. */
const scapyPackage = moduleOf("scapy", [
  ["all", scapyAll],
  ["layers", layersPackage],
  ["packet", packetModule],
]);

function pick(names: readonly string[]): [string, Value][] {
  return layerClasses("scapy.all").filter(([name]) => names.includes(name));
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
  ["scapy.layers.http", httpModule],
  ["scapy.layers.inet", inetModule],
  ["scapy.layers.l2", l2Module],
  ["scapy.layers.dns", dnsModule],
  ["scapy.layers.inet6", inet6Module],
  ["scapy.layers.dhcp", dhcpModule],
  ["scapy.packet", packetModule],
  ["scapy.sendrecv", sendModule],
  ["scapy.utils", utilsModule],
  ["scapy.config", configModule],
]);

/** Every name known without an import. */
export const prelude: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...named(coreFunctions),
  ...scapyAll.members,
  ...httpModule.members,
  ["scapy", scapyAll],
]);
