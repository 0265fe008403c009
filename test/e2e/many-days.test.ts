import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { prepareDay } from "../../cli/day-request.js";
import { createFileArtifactStore } from "../../src/artifacts/fs.js";
import { statePaths } from "../../src/config/state-paths.js";
import type { DayResult } from "../../src/contracts/day.js";
import { startConfiguredWorker, type ConfiguredWorker } from "../../workers/configured-worker.js";
import { catchingContext } from "../cli/catching-context.js";
import { notTested } from "../support/not-tested.js";

/** Whatever the seed and the URL: what Wireshark's own tshark says of the capture. */
const run = promisify(execFile);
const hasTshark = await run("tshark", ["--version"]).then(
  () => true,
  () => false,
);

const seeds = Array.from({ length: 20 }, (_, index) => index * 214_748_364 + index);
const urls = [
  "http://example.com/",
  "http://www.example.org/a/b?c=d&e=%22f%22",
  "http://intranet.example.net:8080/index.html",
  "http://bücher.example/straße",
  "http://198.51.100.77/",
];

/** The one remark a capture of ours may have: how the connection was closed. */
const closing = /This frame (initiates|undergoes) the connection closing/;

if (hasTshark) describe("twenty seeds and five URLs, judged by tshark", judgeDays);
else notTested("captures judged by tshark", "apt-get install tshark");

function judgeDays(): void {
  let folder: string;
  let connection: Connection;
  let worker: ConfiguredWorker | undefined;
  const paths = () => statePaths({ WIRETALE_HOME: join(folder, "home") });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wiretale-days-"));
    const address = inject("temporalAddress");
    connection = await Connection.connect({ address });
    const { config } = prepareDay({ persona: {}, cache: "off" }, context());
    worker = await startConfiguredWorker({
      config,
      connection: { address, namespace: "default" },
      paths: paths(),
      environment: {},
      drainMs: 2_000,
    });
  });
  afterAll(async () => {
    await worker?.shutdown();
    await connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ignore = (): void => undefined;
  const context = () => catchingContext({ cwd: folder }, ignore, ignore);

  it.each(urls)("%s", { timeout: 300_000 }, async (url) => {
    const captures = await mapInTurn(4, seeds, async (seed) => {
      const { request, workflowId } = prepareDay({ url, seed, persona: {}, cache: "off" }, context());
      const result = (await new Client({ connection }).workflow.execute("dayInTheLife", {
        workflowId,
        taskQueue: request.queues.workflows,
        args: [request],
      })) as DayResult;
      const path = join(folder, `${workflowId}.pcap`);
      await writeFile(path, await createFileArtifactStore(paths().store).get(result.capture));
      return { path, result };
    });
    const remarks = await mapInTurn(2, captures, ({ path, result }) => judge(path, result));
    expect(remarks.flat()).toEqual([]);
  });

  /** What is wrong with a capture, a line each. */
  async function judge(path: string, { learned }: DayResult): Promise<string[]> {
    const fields = [
      "frame.number", "eth.src", "eth.dst", "arp.src.hw_mac", "ip.src", "ip.dst", "dns.flags.response",
      "dns.response_to", "tcp.stream", "_ws.expert.severity", "_ws.expert.message",
    ]; // prettier-ignore
    const { stdout } = await run("tshark", [
      "-r", path, "-T", "fields", "-E", "separator=|", "-E", "aggregator=~",
      "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
      ...fields.flatMap((field) => ["-e", field]),
    ]); // prettier-ignore
    const mac = learned.routerMac?.value ?? "no MAC was learned";
    const addresses = learned.resolvedAddresses?.value ?? ["198.51.100.77"];
    const wrong: string[] = [];
    const lines = stdout.trimEnd().split("\n");
    for (const line of lines) {
      const [
        number,
        source,
        target,
        arp,
        from,
        to,
        isAnswer,
        answers,
        stream,
        severities = "",
        messages = "",
      ] = line.split("|");
      const say = (text: string) => wrong.push(`${path} frame ${number}: ${text}`);
      if (arp !== "" && number === "2" && arp !== mac)
        say(`the ARP reply is from ${arp}, learned was ${mac}`);
      if (isAnswer === "1" && answers === "") say("the DNS answer has no query");
      if (stream !== "") {
        if (source !== mac && target !== mac) say(`neither ${source} nor ${target} is the router's ${mac}`);
        if (!addresses.some((address) => address === from || address === to))
          say(`${from} → ${to} was not resolved`);
      }
      // Severities are Wireshark's numbers: chat 0x200000, note 0x400000, warning 0x600000, error 0x800000.
      const severity = severities.split("~").map(Number);
      for (const [index, message] of messages.split("~").entries()) {
        if ((severity[index] ?? 0x800000) > 0x200000 && !closing.test(message)) say(message);
      }
    }
    const least = learned.resolvedAddresses === undefined ? 13 : 15;
    if (lines.length < least) wrong.push(`${path}: ${lines.length} frames, at least ${least} were due`);
    return wrong;
  }
}

/** Maps with at most `width` at once. */
async function mapInTurn<T, U>(
  width: number,
  items: readonly T[],
  map: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  let next = 0;
  const take = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await map(items[index] as T);
  };
  await Promise.all(Array.from({ length: width }, take));
  return results;
}
