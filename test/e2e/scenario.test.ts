import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReferencePlayer, requestOf } from "../support/reference-player.js";
import { runWiretale } from "../support/run-wiretale.js";

/** Scenarios as a user plays them: built command, dev server, worker, experts behind HTTP, Wireshark. */
let folder: string;
let home: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-scenario-"));
  home = join(folder, "home");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface ScenarioDocument {
  readonly workflowId: string;
  readonly status: string;
  readonly alreadyDone: boolean;
  readonly capture: string;
  readonly captureDigest: string;
  readonly report: string;
  readonly scripts: readonly { readonly path: string; readonly expert: string }[];
  readonly counts: {
    readonly frames: number;
    readonly conversations: Readonly<Record<string, number>>;
    readonly findings: Readonly<Record<string, number>>;
  };
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly source: string }[];
  readonly learned: object;
}

const wiretale = (args: readonly string[]) =>
  runWiretale(args, { cwd: folder, env: { WIRETALE_HOME: home } });

async function play(example: string, ...args: readonly string[]): Promise<ScenarioDocument> {
  const file = resolve("examples", `${example}.yaml`);
  const { code, stdout, stderr } = await wiretale(["day", "--scenario", file, "--json", ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ScenarioDocument;
}

/** All that may be said of a scenario's capture: closings, and the resets that were asked for. */
const expectedCodes = (severity: string, findings: ScenarioDocument["findings"]) =>
  [...new Set(findings.filter((finding) => finding.severity === severity).map(({ code }) => code))].sort();

describe("a scenario, end to end", () => {
  it("is the real day: every act, no finding but closings and the reset of the refused connection", async () => {
    const document = await play("real-day", "--seed", "7", "--start", "1700000000");
    expect(document.status).toBe("completed");
    expect(document.counts.conversations).toEqual({
      requested: 20,
      validFirst: 20,
      validAfterRepair: 0,
      failed: 0,
    });
    expect(expectedCodes("error", document.findings)).toEqual([]);
    expect(expectedCodes("warn", document.findings)).toEqual(["wireshark-tcp-connection-rst"]);
    expect(expectedCodes("note", document.findings)).toEqual([
      "wireshark-tcp-connection-fin-active",
      "wireshark-tcp-connection-fin-passive",
    ]);
    expect(document.findings.filter(({ source }) => source === "wiretale")).toEqual([]);
    // A script for each conversation, under its name.
    expect(new Set(document.scripts.map(({ path }) => path)).size).toBe(20);
    const labels = (await readFile(join(document.report, "..", "labels.jsonl"), "utf8")).trim().split("\n");
    expect(labels).toHaveLength(document.counts.frames);
    const http = labels
      .map((line) => JSON.parse(line) as { conversation: string; factsUsed: { fact: string; of: string }[] })
      .find(({ conversation }) => conversation.endsWith("-http"));
    expect(http?.factsUsed.map(({ of }) => of)).toEqual(["192.168.1.1", "www.example.org"]);
    const checked = await wiretale(["check", document.capture, "--profile", "generated", "--json"]);
    expect(checked.code, checked.stdout).toBe(0);
  });

  it("the same request gives the same bytes and is not run again, another seed gives others", async () => {
    const args = ["--seed", "7", "--start", "1700000000"];
    const first = await play("real-day", ...args);
    expect(first.alreadyDone).toBe(true);
    const again = await play("real-day", ...args, "--new-run", "--cache", "refresh");
    expect(again.captureDigest).toBe(first.captureDigest);
    const other = await play("real-day", "--seed", "8", "--start", "1700000000");
    expect(other.captureDigest).not.toBe(first.captureDigest);
    // What is said elsewhere of days that are played without a server, is said of these.
    const request = requestOf({ scenario: "examples/real-day.yaml", seed: 7, start: "1700000000" });
    expect((await createReferencePlayer().capture(request)).digest).toBe(first.captureDigest);
  });

  it("is shown and listed as a day is", async () => {
    const { workflowId } = await play("real-day", "--seed", "7", "--start", "1700000000");
    expect(workflowId).toMatch(/^day-a-real-day-[0-9a-f]{12}$/u);
    const shown = await wiretale(["show", workflowId, "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      workflowId,
      status: "completed",
      attempts: { length: 20 },
    });
    const listed = await wiretale(["list"]);
    expect(listed.stdout).toContain(workflowId);
  });

  it("has two clients in one capture, each at its link", async () => {
    const document = await play("two-clients", "--seed", "7", "--start", "1700000000");
    expect(expectedCodes("error", document.findings)).toEqual([]);
    expect(expectedCodes("warn", document.findings)).toEqual([]);
    const report = JSON.parse(await readFile(document.report, "utf8")) as {
      conversations: { conversation: string }[];
    };
    const clients = report.conversations.map(({ conversation }) => conversation.replace(/-\d.*/u, ""));
    expect(new Set(clients)).toEqual(new Set(["desk", "kiosk"]));
  });

  it("is captured where a server stands, with what it sees of both clients", async () => {
    const document = await play("at-the-server", "--seed", "7", "--start", "1700000000");
    expect(expectedCodes("error", document.findings)).toEqual([]);
    expect(expectedCodes("warn", document.findings)).toEqual([]);
    expect(expectedCodes("note", document.findings)).toEqual([
      "wireshark-tcp-connection-fin-active",
      "wireshark-tcp-connection-fin-passive",
    ]);
    expect(document.findings.filter(({ source }) => source === "wiretale")).toEqual([]);
    expect(document.learned).toEqual({});
    const labels = (await readFile(join(document.report, "..", "labels.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as {
            conversation: string;
            filled: { layer: string; field: string; by: string }[];
            factsUsed: { learnedIn?: string; frameNumber?: number }[];
          },
      );
    expect(labels).toHaveLength(document.counts.frames);
    // Every conversation with the server is built from what frames taught that it does not see, and says of whose.
    expect(new Set(labels.map(({ conversation }) => conversation.replace(/-.*/u, "")))).toEqual(
      new Set(["desk", "phone"]),
    );
    for (const { factsUsed } of labels) {
      expect(factsUsed.map(({ learnedIn }) => learnedIn?.replace(/.*-/u, ""))).toEqual(["arp", "dns"]);
      expect(factsUsed.map(({ frameNumber }) => frameNumber)).toEqual([undefined, undefined]);
    }
    const [request, reply] = labels.map(({ filled }) => filled.find(({ field }) => field === "ttl")?.by);
    expect([request, reply]).toEqual(["path", "persona linux-server"]);
    const checked = await wiretale(["check", document.capture, "--profile", "generated", "--json"]);
    expect(checked.code, checked.stdout).toBe(0);
  });

  it("loses packets where the file says so: recovery is noted, refuses nothing and is in the labels", async () => {
    const document = await play("lossy", "--seed", "7", "--start", "1700000000");
    expect(document.status).toBe("completed");
    expect(document.counts.conversations["failed"]).toBe(0);
    expect(document.counts.conversations["validAfterRepair"]).toBe(0);
    expect(expectedCodes("error", document.findings)).toEqual([]);
    const asked = [
      "wireshark-dns-response-missing",
      "wireshark-tcp-analysis-lost-segment",
      "wireshark-tcp-analysis-out-of-order",
      "wireshark-tcp-connection-rst",
    ];
    expect(asked).toEqual(expect.arrayContaining(expectedCodes("warn", document.findings)));
    expect(expectedCodes("warn", document.findings)).toContain("wireshark-tcp-analysis-lost-segment");
    expect(expectedCodes("note", document.findings)).toContain("tcp-octets-repeated");
    const labels = (await readFile(join(document.report, "..", "labels.jsonl"), "utf8")).trim().split("\n");
    const made = labels.flatMap((line) =>
      (JSON.parse(line) as { filled: { field: string; by: string }[] }).filled.filter(
        ({ by }) => by === "loss",
      ),
    );
    const fields = made.map(({ field }) => field);
    expect(fields).toContain("retransmission");
    expect(fields).toContain("duplicate acknowledgment");
  });

  it("lasts an hour: 2,000 frames and more, no error, no strict finding, no warning but of refusals", async () => {
    const document = await play("hour", "--seed", "7", "--start", "1700000000");
    expect(document.counts.frames).toBeGreaterThanOrEqual(2000);
    expect(document.counts.conversations["failed"]).toBe(0);
    expect(expectedCodes("error", document.findings)).toEqual([]);
    expect(expectedCodes("warn", document.findings)).toEqual(["wireshark-tcp-connection-rst"]);
    expect(document.findings.filter(({ source }) => source === "wiretale")).toEqual([]);
  }, 300_000);

  it("says where a file is wrong, and which hosts there are", async () => {
    const file = resolve("examples", "real-day.yaml");
    const role = await wiretale(["day", "--scenario", file, "--persona", "laptop=linux-client"]);
    expect(role.code).toBe(2);
    expect(role.stderr).toContain("has no host laptop");
    expect(role.stderr).toContain("client, router, server");
    const url = await wiretale(["day", "--scenario", file, "--url", "http://example.com/"]);
    expect(url.code).toBe(2);
    expect(url.stderr).toContain("--url goes with no scenario that has acts");
    const lynx = join(folder, "lynx.yaml");
    await writeFile(lynx, (await readFile(file, "utf8")).replace("with: linux-curl", "with: linux-lynx"));
    const persona = await wiretale(["day", "--scenario", lynx]);
    expect(persona.code).toBe(2);
    expect(persona.stderr).toMatch(
      /lynx\.yaml:\d+:\d+: acts\.client\[16\]\.with: there is no persona "linux-lynx"/,
    );
  });
});
