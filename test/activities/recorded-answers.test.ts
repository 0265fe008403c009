import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MockActivityEnvironment } from "@temporalio/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createComposePrompt } from "../../activities/compose-prompt.js";
import type { ActivityDependencies } from "../../activities/dependencies.js";
import { createDraftScript } from "../../activities/draft-script.js";
import { createInterpretScript } from "../../activities/interpret-script.js";
import { putJson } from "../../activities/stored-json.js";
import {
  createValidateConversation,
  type ConversationVerdict,
} from "../../activities/validate-conversation.js";
import { createMemoryArtifactStore } from "../../src/artifacts/memory.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { ConversationPlan } from "../../src/contracts/conversation.js";
import type { DayExpertName } from "../../src/contracts/expert.js";
import type { ConversationSummary } from "../../src/contracts/summary.js";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";
import { loadPrompts } from "../../src/llm/load-prompts.js";
import { createOpenAiModel } from "../../src/llm/openai-model.js";
import { startExpertEndpoint, type ExpertEndpoint } from "../../src/serve/expert-endpoint.js";
import { activityDependencies } from "../support/activity-dependencies.js";
import { dayRequest } from "../support/day-request.js";
import { framingFor } from "../support/judge-script.js";
import { notTested, testData } from "../support/not-tested.js";

/**
 * The chain on answers that real models gave: description → prompt → an endpoint that replays the answer over HTTP → script
 * → frames → verdict, by the activities themselves. What the verdicts say of the models is printed, not bounded; what is
 * tested is that every answer gets one, and that faults which the recordings are known for are found.
 */
interface Recorded {
  readonly id: string;
  readonly protocol: string;
  readonly kind: string;
  readonly model: string;
  readonly form?: string;
  readonly summary: string | null;
  readonly script: string;
}

const data = testData;
if (data === undefined) notTested("recorded answers of real models", "set WIRETALE_TEST_DATA");
else describe("recorded answers of real models", () => judgeRecorded(data));

function judgeRecorded(folder: string): void {
  let endpoint: ExpertEndpoint;
  let answer = "";
  const store = createMemoryArtifactStore();
  let dependencies: ActivityDependencies;

  beforeAll(async () => {
    endpoint = await startExpertEndpoint({ writer: () => answer });
    dependencies = activityDependencies({
      store,
      chatModel: () => createOpenAiModel({ baseUrl: endpoint.baseUrl }),
      promptTexts: (expert) => loadPrompts(join(packageRoot(), "prompts"), expert),
    });
  });
  afterAll(() => endpoint.close());

  const recorded = (): Recorded[] =>
    readFileSync(join(folder, "paper", "scripts.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Recorded)
      .filter(
        ({ kind, form, protocol }) => kind === "conversation" && form === undefined && isOurs(protocol),
      );

  const isOurs = (protocol: string): boolean => ["ARP", "DNS", "HTTP"].includes(protocol);

  async function chain(summary: ConversationSummary, script: string): Promise<ConversationVerdict> {
    const run = <I, O>(act: (input: I) => Promise<O>, input: I) =>
      new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 }).run(act, input) as Promise<O>;
    answer = script;
    const conversation = summary.protocol.toLowerCase() as DayExpertName;
    const plan: ConversationPlan = {
      conversation,
      summary,
      framing: framingFor(summary),
      start: "1700000000.000000",
    };
    const planned = { plan: await putJson(store, plan), summaryText: formatSummary(summary) };
    const expert = { ...dayRequest("test").experts[conversation], model: "wiretale-reference" };
    const { prompt } = await run(createComposePrompt(dependencies), {
      expert,
      planned,
      previous: [],
      conversation,
      seed: 7,
      attempt: 1,
    });
    const draft = await run(createDraftScript(dependencies), {
      expert,
      conversation,
      prompt,
      seed: 7,
      attempt: 1,
      cache: "off",
      payer: "run-1",
    });
    const interpreted = await run(createInterpretScript(dependencies), {
      planned,
      answer: draft.answer,
      scriptSeed: draft.scriptSeed,
      seed: 7,
    });
    const { interpretation } = interpreted;
    return run(createValidateConversation(dependencies), { planned, interpretation });
  }

  it("every answer gets a verdict", { timeout: 300_000 }, async () => {
    const table = new Map<string, { n: number; valid: number; faults: Map<string, number> }>();
    let unread = 0;
    for (const { summary, script, protocol, model } of recorded()) {
      const parsed = summary === null ? undefined : parseSummary(summary);
      if (parsed === undefined || !parsed.ok) {
        unread += 1;
        continue;
      }
      const verdict = await chain(parsed.value, script);
      const name = `${protocol} ${model.split(":").slice(0, 2).join(":")}`;
      const row = table.get(name) ?? { n: 0, valid: 0, faults: new Map<string, number>() };
      row.n += 1;
      row.valid += verdict.outcome === "valid" ? 1 : 0;
      for (const fault of verdict.faults) row.faults.set(fault, (row.faults.get(fault) ?? 0) + 1);
      table.set(name, row);
    }
    const lines = [...table].sort().map(([name, { n, valid, faults }]) => {
      const worst = [...faults].sort((one, other) => other[1] - one[1]).slice(0, 4);
      return `${name}: ${valid} of ${n} valid; ${worst.map(([code, count]) => `${code} ${count}`).join(", ")}`;
    });
    console.log([...lines, `${unread} without a summary that can be read`].join("\n"));
    expect([...table.values()].reduce((sum, { n }) => sum + n, 0) + unread).toBe(recorded().length);
  });

  it(
    "finds the transaction id of the prompt's example in the fine-tuned DNS expert's answers",
    { timeout: 120_000 },
    async () => {
      const suspects = recorded().filter(
        ({ protocol, model, summary, script }) =>
          protocol === "DNS" &&
          model.startsWith("ft:") &&
          summary !== null &&
          /id=0x0aba/i.test(script) &&
          !/0x0aba/i.test(summary),
      );
      expect(suspects.length).toBeGreaterThan(0);
      for (const { id, summary, script } of suspects.slice(0, 40)) {
        const parsed = parseSummary(summary ?? "");
        if (!parsed.ok) continue;
        const { outcome, faults } = await chain(parsed.value, script);
        expect(outcome, id).toBe("invalid");
        expect(
          faults.some((fault) => fault.startsWith("dns-")),
          `${id}: ${faults.join(" ")}`,
        ).toBe(true);
      }
    },
  );
}
