import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expertNames } from "../../src/contracts/expert.js";
import { composeMessages, maximumAnswerLength, promptVersion } from "../../src/experts/compose-messages.js";
import { expertFor, experts } from "../../src/experts/expert-table.js";

const texts = {
  system: "You write.\n",
  task: "What is needed.\n\n{{examples}}\n\nClarifications.\n",
  repair: "Wrong:\n\n{{findings}}\n\nAgain.\n",
  examples: ["Summary: one\n\n$& $1", "Summary: two\n"],
};
const summaryText = "Source: …";
const judgement = { diagnostics: [], findings: [], listing: [] };

describe("composeMessages", () => {
  it("few-shot: role, need, examples, clarifications, and the summary last", () => {
    expect(composeMessages({ expert: { mode: "few-shot" }, texts, summaryText, attempts: [] })).toEqual([
      { role: "system", content: "You write." },
      {
        role: "user",
        content:
          "What is needed.\n\nSummary: one\n\n$& $1\n\nSummary: two\n\nClarifications.\n\nSummary: Source: …",
      },
    ]);
  });

  it("fine-tuned: the short role and the summary alone", () => {
    expect(composeMessages({ expert: { mode: "fine-tuned" }, texts, summaryText, attempts: [] })).toEqual([
      { role: "system", content: "You write." },
      { role: "user", content: "Summary: Source: …" },
    ]);
  });

  it("gives each attempt back as the model's own words and what was found in them", () => {
    const messages = composeMessages({
      expert: { mode: "fine-tuned" },
      texts,
      summaryText,
      attempts: [
        { answer: "pkt_1 = 1", judgement },
        { answer: "z".repeat(100_000), judgement },
      ],
    });
    expect(messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
      "assistant",
      "user",
    ]);
    expect(messages[2]?.content).toBe("pkt_1 = 1");
    expect(messages[3]?.content).toMatch(/^Wrong:\n\n1\. error no-frames[^]*Again\.$/);
    expect(messages[4]?.content.length).toBeLessThan(maximumAnswerLength + 100);
    expect(messages[4]?.content).toContain("84000 characters left out");
  });
});

describe("promptVersion", () => {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

  it("changes with every text, and with where one ends and the next begins", () => {
    const versions = [
      texts,
      { ...texts, system: "You write" },
      { ...texts, repair: "" },
      { ...texts, examples: ["Summary: one\n\n$& $1Summary: two\n"] },
    ].map((variant) => promptVersion(variant, sha256));
    expect(new Set(versions).size).toBe(4);
    for (const version of versions) expect(version).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("experts", () => {
  it("has one for every name and protocol", () => {
    for (const name of expertNames) {
      expect(experts[name].name).toBe(name);
      expect(expertFor(experts[name].protocol)).toBe(experts[name]);
    }
  });
});
