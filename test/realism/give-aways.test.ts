/**
 * What tells published generated traffic from real is in nothing that Wiretale generates: days in the life and days of the
 * examples, each with several seeds, by the reference writer. What no capture shows, code that runs and failures that are not
 * counted, has tests of its own below; that a resumed run appends nothing twice: test/chaos/kills.test.ts.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { asDayRequest } from "../../cli/request-identity.js";
import { decodePcap } from "../../src/capture/pcap.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { RunCounts } from "../../src/contracts/day.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { countRun, type CountedConversation } from "../../src/report/count-run.js";
import { type Answer, createReferencePlayer, requestOf } from "../support/reference-player.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { frames, site, wholeDay } from "../validators/day-frames.js";
import { drawnBeforehand } from "../validators/published-faults.js";
import { fewest, giveAways } from "./give-aways.js";
import { answersOf, arpsOf, type Capture, connectionsOf, requestsOf } from "./traffic.js";

const dayInTheLife = "a day in the life";

/** Every scenario of Wiretale's that is captured at its clients, as what was published is, and the day that asks for none. */
const scenarios = [
  dayInTheLife,
  ...["examples", "examples/scenarios"].flatMap((folder) =>
    readdirSync(join(packageRoot(), folder))
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith(".yaml") && !file.endsWith("/endpoints.yaml"))
      .filter((file) => !/^capture: (?!client$)/m.test(readFileSync(join(packageRoot(), file), "utf8"))),
  ),
];

/** Enough for delays to be told apart: a day in the life has one connection, an hour sixty at least. */
function seedsOf(scenario: string): readonly number[] {
  const count = scenario.endsWith("/hour.yaml")
    ? 2
    : scenario.startsWith("examples/scenarios/") || scenario === dayInTheLife
      ? 24
      : 8;
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A day's frames, read back from its file. */
async function captureOf(scenario: string, seed: number, answer?: Answer): Promise<Capture> {
  const wishes = scenario === dayInTheLife ? { seed } : { scenario, seed };
  const decoded = decodePcap(await createReferencePlayer(answer).captureFile(requestOf(wishes)));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return flowFramesOf(decoded.value.capture);
}

describe("published give-aways", () => {
  const generated = new Map<string, readonly Capture[]>();

  beforeAll(async () => {
    for (const scenario of scenarios) {
      const captures: Capture[] = [];
      for (const seed of seedsOf(scenario)) captures.push(await captureOf(scenario, seed));
      generated.set(scenario, captures);
    }
  }, 120_000);

  it("are looked for in traffic that could have each of them", () => {
    expect(generated.size).toBeGreaterThanOrEqual(8);
    for (const [scenario, captures] of generated) {
      const count = (of: (capture: Capture) => readonly unknown[]) => captures.flatMap(of).length;
      for (const of of [arpsOf, answersOf, requestsOf, connectionsOf])
        expect(count(of), `${scenario}: ${of.name}`).toBeGreaterThanOrEqual(fewest);
    }
  });

  for (const { name, find, example } of giveAways) {
    it(name, () => {
      expect(find([frames(example)])).not.toEqual([]);
      expect(find([frames(wholeDay)])).toEqual([]);
      for (const [scenario, captures] of generated) expect(find(captures), scenario).toEqual([]);
    });
  }
});

it("a resolved address that was drawn before the answer: the connection goes where the answer says", async () => {
  const sentTo = (capture: Capture) => requestsOf(capture).map(({ ipv4 }) => ipv4.destination);
  for (const seed of [1, 2, 3]) {
    let addresses = 0;
    const toldOtherwise = await captureOf(dayInTheLife, seed, (written) =>
      written.replace(/rdata="[\d.]+"/g, () => `rdata="5.6.7.${(addresses += 1)}"`),
    );
    expect(sentTo(toldOtherwise)).toEqual(["5.6.7.1"]);
    expect(sentTo(await captureOf(dayInTheLife, seed))).not.toEqual(["5.6.7.1"]);
  }
  // Drawn before, the address would not be the answer's.
  expect(sentTo(frames(drawnBeforehand))).not.toEqual([site.ip]);
});

it("model code is executed: a script that reaches outside does nothing and is refused", async () => {
  const mark = join(await temporaryFolder(), "mark");
  const touch = `touch ${mark}`;
  const reaching = [
    `import os\nos.system("${touch}")`,
    `__import__("os").system("${touch}")`,
    `import subprocess\nsubprocess.run("${touch}", shell=True)`,
    `from os import system\nsystem("${touch}")`,
    `open("${mark}", "w").write("x")`,
    `exec("import os; os.system('${touch}')")`,
    `eval("__import__('os').system('${touch}')")`,
  ];
  const answered = (line: string) => firstConversation(1, (written) => `${written}\n${line}\n`);
  for (const line of reaching) {
    const { status, attempts } = await answered(line);
    expect(status, line).toBe("failed");
    expect(attempts[0]?.diagnosticCount, line).toBeGreaterThan(0);
    expect(existsSync(mark), line).toBe(false);
  }
  expect((await answered("number = 1")).status).toBe("done");
  // What the lines do where they are executed.
  execFileSync("sh", ["-c", touch]);
  expect(existsSync(mark)).toBe(true);
});

it("failed generations drop out of the denominators: whatever was requested is counted", async () => {
  const asked = [1, 2, 3, 4, 5, 6];
  const spoilt = (written: string) => written.replace("op=2", "op=1");
  const conversations: CountedConversation[] = [];
  for (const seed of asked)
    conversations.push(
      await firstConversation(seed, (written) => (seed % 3 === 0 ? spoilt(written) : written)),
    );
  const counted = { frames: 0, findings: [] };
  const { conversations: counts } = countRun({ requested: asked.length, conversations, ...counted });
  expect(counts).toEqual({ requested: 6, validFirst: 4, validAfterRepair: 0, failed: 2 });
  expect(notCounted(asked.length, counts)).toBe(0);
  // As published: only what came to an end well is looked at.
  const done = conversations.filter(({ status }) => status === "done");
  const published = countRun({ requested: done.length, conversations: done, ...counted }).conversations;
  expect(notCounted(asked.length, published)).toBe(2);
});

/** The ARP conversation of a day in the life. */
async function firstConversation(seed: number, answer: Answer) {
  const { activities, converse } = createReferencePlayer(answer);
  const request = asDayRequest(requestOf({ seed }));
  const { scenario, start } = request;
  return converse(request, "arp", await activities.planArp({ scenario, seed, start }));
}

function notCounted(
  asked: number,
  { validFirst, validAfterRepair, failed }: RunCounts["conversations"],
): number {
  return asked - (validFirst + validAfterRepair + failed);
}
