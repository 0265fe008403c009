import { classMethods } from "./builtins/class-methods.js";
import { diagnosticCodes } from "./diagnostic-codes.js";
import { formatFlags } from "./format-flags.js";
import { formatValue } from "./format-value.js";
import { layerSpecs, layersNotKnownYet } from "./layers/layer-table.js";
import type { FieldSpec, LayerSpec } from "./layers/layer-spec.js";
import { defaultLimits } from "./limits.js";
import type { Limits } from "./limits.js";
import { dictMethods, listMethods, tupleMethods } from "./methods/container-methods.js";
import { floatMethods, integerMethods } from "./methods/number-methods.js";
import { bytesMethods } from "./methods/octets-methods.js";
import { packetMethods } from "./methods/packet-methods.js";
import { textMethods } from "./methods/text-methods.js";
import { refusedStatements } from "./parse-simple-statement.js";
import { modules, prelude } from "./prelude.js";
import type { Value } from "./values.js";

/** The content of `docs/script-language.md`, from the tables that the interpreter works by. */
export function renderScriptLanguage(): string {
  return [...introduction, ...statements(), ...names(), ...layers(), ...differences, ...codes(), ...limits()]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

const introduction = [
  "# The language of packet scripts",
  "",
  "Generated from `src/interpreter`; do not edit. A packet script is the part of Python and Scapy 2.5.0 that models write",
  "to make packets. It is read by an interpreter of its own: nothing of it is ever given to Python, JavaScript or the",
  "machine. The same script with the same seed gives the same packets, octet for octet what `bytes(packet)` of Scapy gives",
  "on a host without interfaces.",
  "",
  "A script needs no imports. Its packets are the first of these that there are: those given to `wrpcap`, `send` and the",
  "like; those in a list named `pkt_list`, `pktlist`, `packets`, `packet_list` or `pkts`; `pkt_1`, `pkt_2` and so on by",
  "number; those in other variables; the value of the last expression. A packet's time is the virtual clock's when its",
  "first layer was made; `time.sleep` moves that clock and takes no time.",
  "",
  "Text around a script (a Markdown fence, a sentence, escaped underscores, a stray first character) is taken off when the",
  "text does not parse as it is, and what was taken off is told.",
  "",
];

function statements(): string[] {
  return [
    "## Statements and expressions",
    "",
    "Assignments (also to several names, fields, items and slices, and augmented ones), expressions, `for` over anything",
    "that has items, `if`/`elif`/`else`, `break`, `continue`, `pass`, `del`, `import` and `from … import` of the modules",
    "below. Numbers of any size, text, bytes, f-strings, lists, tuples, dicts, slices, comprehensions, conditional",
    "expressions, comparisons and all arithmetic operators.",
    "",
    "Refused, each with what to write instead:",
    "",
    "| Statement | Instead |",
    "|---|---|",
    ...[...refusedStatements].map(([word, hint]) => `| \`${word}\` | ${cell(hint)} |`),
    "",
  ];
}

function names(): string[] {
  const functionNames = (members: ReadonlyMap<string, Value>): string[] =>
    [...members].flatMap(([name, value]) =>
      typeof value === "object" && value?.kind === "function" ? [name] : [],
    );
  const own = new Set(modules.get("scapy.all")?.members.keys());
  const core = functionNames(prelude).filter((name) => !own.has(name));
  const ofTypes = [...classMethods].flatMap(([type, functions]) =>
    functions.map(({ name }) => `${type}.${name}`),
  );
  const methods: readonly (readonly [string, ReadonlyMap<string, unknown>])[] = [
    ["packets", packetMethods],
    ["text", textMethods],
    ["bytes", bytesMethods],
    ["ints", integerMethods],
    ["floats", floatMethods],
    ["lists", listMethods],
    ["tuples", tupleMethods],
    ["dicts", dictMethods],
  ];
  return [
    "## Functions and methods",
    "",
    `Known everywhere: ${codeList(core)}, ${codeList(ofTypes)}.`,
    "",
    "| Module | Functions |",
    "|---|---|",
    ...[...modules].flatMap(([name, module]) => {
      const functions = functionNames(module.members);
      return functions.length === 0 ? [] : [`| \`${name}\` | ${codeList(functions)} |`];
    }),
    "",
    "| Of | Methods |",
    "|---|---|",
    ...methods.map(([of, table]) => `| ${of} | ${codeList([...table.keys()])} |`),
    "",
  ];
}

function layers(): string[] {
  return [
    "## Layers",
    "",
    "Fields in the order of the wire. What a script sets goes out verbatim, even where it is wrong; what it leaves unset has",
    "the default. _Computed_ means from the rest of the packet when it is built. Layers are joined with `/`, text and bytes",
    "become `Raw`. A type, protocol number, next header or port that is unset follows from the layer above where that says it:",
    "the default below is for a layer that does not.",
    "",
    ...layerSpecs.flatMap(layer),
    `Known by name only, and refused: ${codeList([...layersNotKnownYet].sort())}.`,
    "",
  ];
}

function layer(spec: LayerSpec): string[] {
  const where = spec.isInScapyAll ? [] : [`In \`${spec.module}\`; known without an import.`, ""];
  if (spec.fields.length === 0) return [`### ${spec.name}`, "", ...where, "No fields.", ""];
  return [
    `### ${spec.name}`,
    "",
    ...where,
    "| Field | Value | Default |",
    "|---|---|---|",
    ...fieldRows(spec),
    "",
  ];
}

/** Rows of a layer's fields; the many headers of HTTP, alike in everything, share one. */
function fieldRows(spec: LayerSpec): string[] {
  const isHeader = (field: FieldSpec): boolean =>
    spec.module === "scapy.layers.http" && field.default === null && field.name !== "Unknown_Headers";
  const headers = spec.fields.filter(isHeader).map(({ name }) => name);
  const row = (field: FieldSpec): string =>
    `| \`${field.name}\` | ${cell(valueWords(field))} | ${defaultWords(field, spec)} |`;
  const others = spec.fields.filter((field) => !isHeader(field)).map(row);
  return headers.length === 0 ? others : [...others, `| headers: ${codeList(headers)} | text | none |`];
}

const mostNames = 24;

function valueWords({ type }: FieldSpec): string {
  if (type.names === undefined) return type.description;
  const all = [...type.names.keys()];
  const rest = all.length > mostNames ? `, and ${all.length - mostNames} more` : "";
  return `${type.description}: ${codeList(all.slice(0, mostNames))}${rest}`;
}

function defaultWords(field: FieldSpec, spec: LayerSpec): string {
  if (field.type.isComputed === true) return "_computed_";
  if (spec.name === "DNS" && field.name === "qd") return "`DNSQR()`";
  if (spec.sendsUnset?.has(field.name) === true) return "_the start of the virtual clock_";
  const { default: value } = field;
  if (typeof value === "object" && value?.kind === "flags") return `\`'${formatFlags(value)}'\``;
  return field.default === null ? "none" : `\`${cell(formatValue(field.default))}\``;
}

const differences = [
  "## Where it differs from Scapy",
  "",
  "| What | Here | Why |",
  "|---|---|---|",
  "| a host name where an address belongs | refused | nothing is looked up |",
  "| several values for one field: `dst=[…]`, `ttl=(1, 4)` | refused | Scapy sends the first, or one packet each, by how the packet is used |",
  "| `RandShort()` and the like, `fuzz` | refused | they draw anew at each build: draw with `random` |",
  "| addresses that Scapy asks the machine for | `0.0.0.0`, `::` and zeros | those of a host without interfaces |",
  "| ICMP's timestamps | the start of the virtual clock | Scapy takes the time of its own import |",
  '| a body that Scapy would compress: `Content_Encoding="gzip"` of a response | refused | its octets hold the time of day |',
  "| taking octets apart: `IP(data)` with bytes, `rdpcap`, `sniff` | refused | packet scripts make packets |",
  "| replacing layers: `packet[TCP] = …`, `packet.payload = …`, `add_payload` | refused | join the layers again with `/` |",
  "| `IPOption_LSRR`, `IPOption_SSRR` | refused | a build of theirs changes the packet's destination |",
  "| layers, modules, functions and methods that this page does not name | refused, by name where it is Scapy's | they are not needed to make these packets |",
  "| sets, `lambda`, `:=`, annotations, complex numbers, `*` and `**` outside a call | refused | the subset is what scripts use |",
  "| names that reach outside or into values: `open`, `eval`, `isinstance`, `getattr`, `type`, names with two underscores | refused | nothing outside a script can be reached |",
  "| `time.monotonic()`, `time.perf_counter()` | the virtual clock | the machine's clocks are not read |",
  "| the text of a packet: `str`, `repr`, `summary()` | its layers' names | it is for people, and Scapy's holds what the machine knows |",
  "| `print`, `show`, `hexdump` and Scapy's settings (`conf.verb = 0`) | do nothing | there is no terminal |",
  "| draws through log, sin or cos, such as `gauss` | may differ in the last bits | the mathematical libraries do |",
  "| syntax errors | every one is told | Python tells one |",
  "| a packet that is no IP and no Ethernet frame | written to a capture as Ethernet | a capture has one link type |",
  "",
];

function codes(): string[] {
  return [
    "## Diagnostics",
    "",
    "Each has a code, a line and column, the line itself, what is wrong and what to write instead; see",
    "[diagnostics.md](diagnostics.md).",
    "",
    "| Code | Meaning |",
    "|---|---|",
    ...Object.entries(diagnosticCodes).map(([code, { meaning }]) => `| \`${code}\` | ${meaning} |`),
    "",
  ];
}

const limitWords: Readonly<Record<keyof Limits, string>> = {
  sourceLength: "characters of the script",
  nodes: "parts of the script",
  depth: "brackets, blocks and operators that enclose one another",
  steps: "expressions and statements evaluated",
  packets: "packets",
  layers: "layers of one packet",
  bytes: "octets of all packets together",
  stringLength: "characters of one text, octets of one bytes value",
  items: "items of one list, tuple or dict",
  allocation: "characters, octets and items of all values together",
  integerBits: "bits of one number",
  durationSeconds: "seconds of virtual time",
};

function limits(): string[] {
  return [
    "## Limits",
    "",
    "| At most | Of |",
    "|---:|---|",
    ...Object.entries(limitWords).map(
      ([name, words]) => `| ${defaultLimits[name as keyof Limits]} | ${words} |`,
    ),
    "",
  ];
}

function codeList(words: readonly string[]): string {
  return words.map((word) => `\`${cell(word)}\``).join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
