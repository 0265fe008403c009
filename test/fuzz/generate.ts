import { layerSpecs } from "../../src/interpreter/layers/layer-table.js";
import type { LayerSpec } from "../../src/interpreter/layers/layer-spec.js";
import { dictMethods, listMethods } from "../../src/interpreter/methods/container-methods.js";
import { bytesMethods } from "../../src/interpreter/methods/octets-methods.js";
import { packetMethods } from "../../src/interpreter/methods/packet-methods.js";
import { textMethods } from "../../src/interpreter/methods/text-methods.js";
import { modules, prelude } from "../../src/interpreter/prelude.js";
import type { Draw } from "../support/draw.js";
import { hostileExpressions } from "./hostile-pieces.js";

/**
 * Scripts from a grammar of the subset: every layer with every field, every builtin, module function and method, with
 * arguments that mostly do not fit. Most parse; what they do is another matter.
 */
export function generateScript(draw: Draw): string {
  const lines: string[] = [];
  for (let left = 1 + draw.below(10); left > 0; left -= 1) lines.push(...statement(draw, 0));
  return lines.join("\n");
}

const variables = ["x", "y", "z", "p", "q", "pkts", "pkt_1", "constructor", "d"];
const functions = [...prelude].flatMap(([name, value]) =>
  typeof value === "object" && value?.kind === "function" ? [name] : [],
);
const moduleMembers = [...modules].flatMap(([name, module]) =>
  name.includes(".") || name === "scapy"
    ? []
    : [...module.members.keys()].map((member) => `${name}.${member}`),
);
const methods = [
  ...new Set(
    [textMethods, listMethods, dictMethods, bytesMethods, packetMethods].flatMap((table) => [
      ...(table as ReadonlyMap<string, unknown>).keys(),
    ]),
  ),
];
const fieldNames = [...new Set(layerSpecs.flatMap((spec) => spec.fields.map((field) => field.name)))];

function statement(draw: Draw, depth: number): string[] {
  const indent = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
  switch (draw.below(depth > 2 ? 8 : 12)) {
    case 0:
    case 1:
    case 2:
      return [`${draw.of(variables)} = ${expression(draw, 0)}`];
    case 3:
      return [
        `${draw.of(variables)} ${draw.of(["+=", "-=", "*=", "/=", "%=", "//=", "**=", "|=", "<<="])} ${expression(draw, 1)}`,
      ];
    case 4:
      return [`${draw.of(variables)}.${draw.of(methods)}(${argumentList(draw, 1)})`];
    case 5:
      return [`${target(draw)} = ${expression(draw, 1)}`];
    case 6:
      return [
        draw.of([
          `del ${target(draw)}`,
          "pass",
          `import ${draw.of(["random", "os", "math as m", "scapy.all"])}`,
        ]),
      ];
    case 7:
      return [expression(draw, 0)];
    case 8:
      return [
        `for ${draw.of(["i", "x", "x, y", "p.ttl", "x[0]"])} in ${expression(draw, 1)}:`,
        ...indent(statement(draw, depth + 1)),
      ];
    case 9:
      return [
        `for i in range(${draw.of(["3", "20", "1000", "10**9"])}):`,
        ...indent([...statement(draw, depth + 1), ...statement(draw, depth + 1)]),
      ];
    case 10:
      return [
        `if ${expression(draw, 1)}:`,
        ...indent(statement(draw, depth + 1)),
        "else:",
        ...indent(statement(draw, depth + 1)),
      ];
    default:
      return [`${draw.of(["send", "wrpcap"])}(${expression(draw, 1)})`];
  }
}

function target(draw: Draw): string {
  const name = draw.of(variables);
  return draw.of([
    name,
    `${name}.${draw.of(fieldNames)}`,
    `${name}.time`,
    `${name}[${expression(draw, 2)}]`,
    `${name}[${draw.below(3)}:${draw.of(["", "2", "10**9"])}]`,
    `${name}, ${draw.of(variables)}`,
  ]);
}

function expression(draw: Draw, depth: number): string {
  if (depth > 3) return atom(draw);
  const inner = (): string => expression(draw, depth + 1);
  switch (draw.below(20)) {
    case 0:
    case 1:
    case 2:
      return packet(draw, depth);
    case 3:
      return `${draw.of(functions)}(${argumentList(draw, depth + 1)})`;
    case 4:
      return `${draw.of(moduleMembers)}(${argumentList(draw, depth + 1)})`;
    case 5:
      return `${inner()}.${draw.of(methods)}(${argumentList(draw, depth + 1)})`;
    case 6:
      return `(${inner()} ${draw.of(["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"])} ${inner()})`;
    case 7:
      return `(${inner()} ${draw.of(["==", "<", ">=", "!=", "in", "not in", "is", "is not"])} ${inner()})`;
    case 8:
      return `[${inner()}, ${inner()}]`;
    case 9:
      return `(${inner()},)`;
    case 10:
      return `{${inner()}: ${inner()}}`;
    case 11:
      return `${inner()}[${draw.of([inner(), "0", "-1", "::-1", "1:", ":10**9", "TCP", "'a'"])}]`;
    case 12:
      return `[${inner()} for ${draw.of(["i", "x", "i, j"])} in ${inner()}]`;
    case 13:
      return `f"a{${draw.of([...variables, "1", "1.5", "None"])}${draw.of(["", "!r", ":>5", ":08x", ":.3f", ":,", ":{x}", ":>1000000000"])}}b"`;
    case 14:
      return `${draw.of(['"%s %d"', '"%5.2f"', '"%(a)s"', '"%*d"', '"%c%x"', '"%%"'])} % ${inner()}`;
    case 15:
      return `${draw.of(["-", "~", "not ", "+"])}${inner()}`;
    case 16:
      return `(${inner()} ${draw.of(["and", "or"])} ${inner()} if ${inner()} else ${inner()})`;
    case 17:
      return `${draw.of(variables)}.${draw.of([...fieldNames, "payload", "time", "underlayer", "name", "constructor"])}`;
    default:
      return atom(draw);
  }
}

function atom(draw: Draw): string {
  const choice = draw.below(10);
  if (choice < 4) return draw.of(variables);
  if (choice < 6) return String(draw.below(300));
  if (choice < 7)
    return draw.of(['"abc"', '"1.2.3.4"', 'b"ab"', '"a.example"', '"S"', '"02:00:00:00:00:01"']);
  return draw.of(hostileExpressions);
}

function argumentList(draw: Draw, depth: number): string {
  const given = Array.from({ length: draw.below(4) }, () => expression(draw, depth + 1));
  if (draw.chance(0.1))
    given.push(
      `${draw.of(["key", "k", "sep", "default", "weights", "errors"])}=${expression(draw, depth + 1)}`,
    );
  if (draw.chance(0.05)) given.push(`*${expression(draw, depth + 1)}`);
  if (draw.chance(0.03)) given.push(`**${expression(draw, depth + 1)}`);
  return given.join(", ");
}

function packet(draw: Draw, depth: number): string {
  const layers = Array.from({ length: 1 + draw.below(4) }, () => layer(draw, draw.of(layerSpecs), depth));
  if (draw.chance(0.2)) layers.push(atom(draw));
  return layers.join("/");
}

function layer(draw: Draw, spec: LayerSpec, depth: number): string {
  const given: string[] = [];
  for (const field of spec.fields) {
    if (!draw.chance(Math.min(0.3, 2 / spec.fields.length))) continue;
    const names = field.type.names;
    const value =
      names !== undefined && draw.chance(0.3)
        ? JSON.stringify(draw.of([...names.keys()]))
        : expression(draw, depth + 2);
    given.push(`${field.name}=${value}`);
  }
  return `${spec.name}(${given.join(", ")})`;
}
