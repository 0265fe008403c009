import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expertNames, type ExpertName } from "../src/contracts/expert.js";
import type { ConversationSummary } from "../src/contracts/summary.js";
import { formatSummary } from "../src/descriptions/format-summary.js";
import { parseSummary } from "../src/descriptions/parse-summary.js";
import {
  composeMessages,
  examplesPlaceholder,
  findingsPlaceholder,
} from "../src/experts/compose-messages.js";
import { experts } from "../src/experts/expert-table.js";
import { fillFieldList } from "../src/interpreter/field-list.js";
import { loadPrompts } from "../src/llm/load-prompts.js";
import { writeScript } from "../src/reference-writer/write-script.js";
import { faultsOf, judgeScript } from "./support/judge-script.js";

interface Example {
  readonly name: string;
  readonly expert: ExpertName;
  readonly line: string;
  readonly summary: ConversationSummary;
  readonly script: string;
}

/** Of an expert's usual exchange, and of the examples that are longer. */
const frameCounts: Readonly<Record<ExpertName, number>> = { arp: 2, icmp: 2, dns: 2, http: 11, tcp: 2 };
const longerExamples: Readonly<Record<string, number>> = {
  "icmp/examples/1-ping.md": 4,
  "dns/examples/4-both-families.md": 4,
  "http/examples/4-redirect-closed.md": 10,
  // Two requests, the second answered in two segments.
  "http/examples/5-one-connection.md": 14,
  "http/examples/6-server-closes.md": 10,
};

const examples: readonly Example[] = expertNames.flatMap((expert) => {
  const folder = join("prompts", experts[expert].promptFolder, "examples");
  return readdirSync(folder).map((file) => readExample(expert, join(folder, file)));
});

/** An example is a summary line and a Python block, and nothing else. */
function readExample(expert: ExpertName, path: string): Example {
  const [, line = "", script = ""] =
    /^Summary: (.+)\n\n```python\n([^]+)```\n$/.exec(readFileSync(path, "utf8")) ?? [];
  const summary = parseSummary(line);
  if (!summary.ok) throw new Error(`${path}: ${summary.error.message}, column ${summary.error.column}`);
  return { name: path, expert, line, summary: summary.value, script };
}

it.each(expertNames)("the list of fields of %s's prompt is what `npm run accept` would write", (expert) => {
  const { promptFolder, layers } = experts[expert];
  const task = readFileSync(join("prompts", promptFolder, "task.md"), "utf8");
  expect(task).toBe(fillFieldList(task, layers));
});

describe.each(examples)("the example $name", ({ name, expert, line, summary, script }) => {
  it("has a canonical summary of its expert's protocol", () => {
    expect(formatSummary(summary)).toBe(line);
    expect(summary.protocol).toBe(experts[expert].protocol);
  });

  it("runs, and no judge finds fault with its frames", () => {
    const judged = judgeScript(script, summary);
    expect(faultsOf(judged)).toEqual([]);
    expect(judged.cleanup).toEqual([]);
    const expected = longerExamples[name.replace(/^prompts./, "")] ?? frameCounts[expert];
    expect(judged.frames).toHaveLength(expected);
  });

  it("uses the layers of its expert only", () => {
    const used = [...script.replace(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/\b([A-Z]\w+)\(/g)].map(
      ([, name]) => name,
    );
    expect(experts[expert].layers).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  it("sets nothing that the hosts' stacks are to fill", () => {
    // Of `ping` the expert says when the next request comes, and the sequence number is the message's own.
    const ofStacks =
      expert === "icmp" ? /\b(ttl=64|options|chksum)\b/ : /\b(ttl=64|seq|ack|options|chksum)\b|sleep/;
    expect(script).not.toMatch(ofStacks);
    expect(script).not.toMatch(/IP\([^)]*\b(id|ttl|flags|proto)=/);
  });
});

describe.each(expertNames)("the prompt of the %s expert", (name) => {
  const load = () => loadPrompts("prompts", experts[name].promptFolder);

  it("has the three parts, the clarifications last", async () => {
    const { system, task, repair, examples: worked } = await load();
    expect(worked.length).toBeGreaterThanOrEqual(2);
    expect(task.split(examplesPlaceholder)).toHaveLength(2);
    expect(task.split(examplesPlaceholder)[1]).toContain("Clarifications:");
    expect(repair.split(findingsPlaceholder)).toHaveLength(2);
    expect(system.trim().split("\n")).toHaveLength(1);
  });

  it("shows no value twice that a writer must choose afresh", () => {
    const own = examples.filter(({ expert }) => expert === name).map(({ script }) => script);
    const chosen = own.map(
      (script) =>
        /\bid=(0x\w+)|hwsrc="([^"]+)", psrc="[^"]+", hwdst="(?!00)|ETag": "([^,]+)/.exec(script)?.[0],
    );
    const values = chosen.filter((value) => value !== undefined);
    expect(new Set(values).size).toBe(values.length);
    for (const script of own) expect(script).not.toMatch(/0x0aba|window=8192/i);
  });

  it("is understood by the reference writer, which answers the last summary and not an example", async () => {
    const texts = await load();
    for (const example of examples.filter(({ expert }) => expert === name)) {
      const messages = composeMessages({
        expert: { mode: "few-shot" },
        texts,
        summaryText: example.line,
        attempts: [],
      });
      expect(faultsOf(judgeScript(writeScript(messages, 7), example.summary))).toEqual([]);
    }
  });
});

const ends = 'Source: IP="192.168.1.23" // Destination: IP="192.168.1.80"';
it.each([
  [
    "arp.py",
    'Source: MAC="3c:22:fb:5a:19:c4", IP="192.168.1.23" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.80"',
    2,
  ],
  ["dns.py", `${ends} // Others: resource="example.com", response="93.184.216.34"`, 2],
  ["http.py", `${ends} // Others: Host="192.168.1.80", Path="/", Code=200`, 11],
])("examples/scripts/%s runs, and says what it claims", (file, line, frameCount) => {
  const summary = parseSummary(line);
  if (!summary.ok) throw new Error(summary.error.message);
  const judged = judgeScript(readFileSync(join("examples/scripts", file), "utf8"), summary.value);
  expect(faultsOf(judged)).toEqual([]);
  expect(judged.frames).toHaveLength(frameCount);
});
