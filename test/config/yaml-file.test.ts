import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkYaml, parseYamlSource } from "../../src/config/yaml-file.js";

const schema = z.strictObject({
  name: z.string(),
  port: z.int().min(1).max(65_535),
  mode: z.enum(["few-shot", "fine-tuned"]),
  hosts: z.array(z.strictObject({ address: z.string(), weight: z.number().optional() })).max(2),
});
const good = ["name: a", "port: 80", "mode: few-shot", "hosts: []"];

function faultOf(lines: readonly string[]): { message: string; hint?: string } {
  try {
    checkYaml(parseYamlSource(lines.join("\n"), "x.yaml"), schema);
  } catch (error) {
    return error as { message: string; hint?: string };
  }
  throw new Error("no fault was found");
}

/** The good document with one line (from 0) replaced, or a line added. */
const withLine = (index: number, line: string): string[] => Object.assign([...good], { [index]: line });

describe("a YAML file", () => {
  it("that is right is read", () => {
    expect(checkYaml(parseYamlSource(good.join("\n"), "x.yaml"), schema)).toEqual({
      name: "a",
      port: 80,
      mode: "few-shot",
      hosts: [],
    });
  });

  it.each<[string, string[], string, string | undefined]>([
    [
      "a wrong kind",
      withLine(1, "port: many"),
      'x.yaml:2:7: port: expected a number, received "many"',
      undefined,
    ],
    [
      "a bound",
      withLine(1, "port: 70000"),
      "x.yaml:2:7: port: expected at most 65535, received 70000",
      undefined,
    ],
    [
      "a wrong choice",
      withLine(2, "mode: few-shots"),
      'x.yaml:3:7: mode: expected one of few-shot, fine-tuned, received "few-shots"',
      'did you mean "few-shot"?',
    ],
    ["an unknown key", withLine(4, "prot: 1"), "x.yaml:5:1: prot: unknown key", "did you mean port?"],
    [
      "a key far from all others",
      withLine(4, "zzzzzz: 1"),
      "x.yaml:5:1: zzzzzz: unknown key",
      "the keys here are name, port, mode, hosts",
    ],
    [
      "a fault inside a list",
      withLine(3, 'hosts:\n  - { address: "a" }\n  - { adress: "b" }'),
      "x.yaml:6:5: hosts[1].address: is missing; expected text\nx.yaml:6:7: hosts[1].adress: unknown key",
      "did you mean address?",
    ],
    ["a missing key", good.slice(1), "x.yaml:1:1: name: is missing; expected text", undefined],
    [
      "another document",
      ["- 1"],
      "x.yaml:1:1: the document: expected a mapping, received a list of 1",
      undefined,
    ],
    [
      "a key given twice",
      withLine(4, "port: 81"),
      "x.yaml:5:1: not valid YAML: Map keys must be unique",
      undefined,
    ],
    [
      "terminal controls",
      withLine(1, 'port: "\\e[2J"'),
      'x.yaml:2:7: port: expected a number, received "\\u001b[2J"',
      undefined,
    ],
  ])("with %s says so with its place", (_name, lines, message, hint) => {
    const fault = faultOf(lines);
    expect(fault.message).toBe(message);
    expect(fault.hint).toBe(hint);
  });

  it("cannot unfold into a huge value", () => {
    const levels = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let level = 1; level < 9; level++) {
      const [name, inner] = [String.fromCharCode(97 + level), `*${String.fromCharCode(96 + level)}`];
      levels.push(`${name}: &${name} [${Array(9).fill(inner).join(",")}]`);
    }
    expect(() => parseYamlSource(levels.join("\n"), "x.yaml")).toThrow(/alias/i);
  });
});
