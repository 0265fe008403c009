import { spawn, execFile, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Client, Connection, ServiceError, WorkflowFailedError } from "@temporalio/client";
import { prepareDay, type DayWishes } from "../../cli/day-request.js";
import { runFailure } from "../../cli/temporal-client.js";
import type { LeaseState } from "../../src/artifacts/call-leases.js";
import { createFileArtifactStore } from "../../src/artifacts/fs.js";
import type { DayResult } from "../../src/contracts/day.js";
import type { RunReport } from "../../src/report/run-report.js";
import { catchingContext } from "../cli/catching-context.js";
import type { Behaviour } from "../support/misbehaving-endpoint.js";
import { packageRoot } from "../../src/config/package-root.js";
import { runWiretale, startWiretale, type Running } from "../support/run-wiretale.js";

/** Server, worker, endpoint and client as processes of their own, each of which can be killed and started again. */
export interface Site {
  readonly folder: string;
  readonly address: string;
  startServer(): Promise<void>;
  /** Resolves when it is ready. */
  startWorker(): Promise<void>;
  startEndpoint(behaviour?: Behaviour | "failing three of ten"): Promise<void>;
  /** SIGKILL: the process has no say. */
  kill(what: Part): Promise<void>;
  /** SIGSTOP: connections stay, and nothing comes through them any more, until it is thawed. */
  freeze(what: "server" | "endpoint"): Promise<void>;
  thaw(what: "server" | "endpoint"): Promise<void>;
  /** Asks the worker to end, and says what it ended with. */
  stop(signal: "SIGTERM" | "SIGINT"): Promise<number | null>;
  /** Starts a day without waiting for it; answers its id. */
  startDay(changes?: Partial<DayWishes>): Promise<string>;
  /** Waits for its end, through outages of the server. */
  outcome(workflowId: string): Promise<EndedDay>;
  /** What the worker's disk does from now on. */
  disk(state: "ENOSPC" | "EROFS" | "well"): Promise<void>;
  wiretale(args: readonly string[]): ReturnType<typeof runWiretale>;
  spawnWiretale(args: readonly string[]): Running;
  client(): Promise<Client>;
  /** Everything the endpoint was asked, and what it has answered whole. */
  calls(): readonly EndpointCall[];
  /** Resolves when the endpoint has heard of one more call. */
  untilAsked(): Promise<void>;
  /** Every lease that was ever taken for a call that was not refused, in the order in which they were. */
  leases(): Promise<readonly TakenLease[]>;
  pidsOf(what: "wireshark"): Promise<readonly number[]>;
  /** Resident memory, in MB. */
  memoryOf(what: "server" | "worker"): number;
  /** Ends everything; answers what was still running a while later. */
  close(): Promise<readonly string[]>;
}

export type Part = "server" | "worker" | "endpoint" | "wireshark";

export interface TakenLease {
  /** Of the call: another lease of the same one takes this one over. */
  readonly call: string;
  readonly claimedAtMs: number;
}

export interface EndpointCall {
  readonly asked?: number;
  readonly atMs?: number;
  readonly answered?: number;
  readonly prompt?: unknown;
}

export interface EndedDay {
  readonly status: "completed" | "cancelled" | "failed";
  /** Why it did not complete. */
  readonly why?: string;
  readonly captureDigest?: string;
  readonly calls?: RunReport["counts"]["calls"];
  readonly usage?: RunReport["usage"];
  /** `arp 1`, one for each attempt. */
  readonly attempts?: readonly string[];
}

const failingDisk = pathToFileURL(join(packageRoot(), "test/support/failing-disk.mjs")).href;

/** Times of recovery in seconds, so that a test need not wait for those of everyday use. */
const patientConfig = `
policies:
  model: { startToClose: 10s, scheduleToClose: 5m, heartbeat: 4s, retry: { initialInterval: 200ms, maximumInterval: 2s, maximumAttempts: 0 } }
  compute: { startToClose: 3s, scheduleToClose: 5m, retry: { maximumAttempts: 0 } }
  wireshark: { startToClose: 6s, scheduleToClose: 5m, retry: { initialInterval: 200ms, maximumInterval: 2s, maximumAttempts: 0 } }
  storage: { startToClose: 3s, scheduleToClose: 5m, retry: { maximumAttempts: 0 } }
`;

export interface SiteOptions {
  /** Before every answer of the endpoint, in milliseconds. */
  readonly delayMs: number;
  /** Text of the configuration file. */
  readonly config?: string;
}

export async function createSite(options: SiteOptions): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "wiretale-chaos-"));
  const home = join(folder, "home");
  await mkdir(home);
  const configFile = join(folder, "chaos.yaml");
  await writeFile(configFile, options.config ?? patientConfig);
  const [serverPort, endpointPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${serverPort}`;
  const baseUrl = `http://127.0.0.1:${endpointPort}/v1`;
  const logFile = join(folder, "calls.jsonl");
  const env = { WIRETALE_HOME: home, TEMPORAL_ADDRESS: address };
  let server: Running | undefined;
  let worker: Running | undefined;
  let endpoint: ChildProcess | undefined;
  const diskFile = join(folder, "disk");
  const quiet = (): void => undefined;
  let connection: Connection | undefined;
  let days = 0;
  const started: ProcessIdentity[] = [];
  const note = (running: Running): Running => {
    started.push(...identitiesOf(running.process.pid));
    return running;
  };

  const pidOf = (what: "server" | "endpoint"): number =>
    what === "endpoint"
      ? (endpoint?.pid ?? 0)
      : (JSON.parse(readFileSync(join(home, "server.json"), "utf8")) as { pid: number }).pid;

  const site: Site = {
    folder,
    address,
    async startServer() {
      server = note(
        startWiretale(["server", "--port", String(serverPort)], {
          cwd: folder,
          env: { WIRETALE_HOME: home },
        }),
      );
      await server.says("server ready");
    },
    async startWorker() {
      worker = note(
        startWiretale(["worker", "--config", configFile, "--base-url", baseUrl], {
          cwd: folder,
          env: { ...env, WIRETALE_FAILING_DISK: diskFile, NODE_OPTIONS: `--import ${failingDisk}` },
        }),
      );
      await worker.says("worker ready");
    },
    async startEndpoint(behaviour = "well") {
      const args = ["--import", "./test/support/typescript-loader.mjs", "test/support/run-endpoint.ts"];
      const child = spawn(
        process.execPath,
        [...args, String(endpointPort), logFile, String(options.delayMs), String(behaviour)],
        {
          cwd: packageRoot(),
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      endpoint = child;
      started.push(...identitiesOf(child.pid));
      await new Promise<void>((resolve, reject) => {
        child.stdout.once("data", () => resolve());
        child.once("exit", () => reject(new Error("the endpoint ended before it was ready")));
      });
    },
    async kill(what) {
      if (what === "endpoint") return killAndWait(endpoint);
      if (what === "worker") return killAndWait(worker?.process);
      if (what === "wireshark") {
        for (const pid of await site.pidsOf("wireshark")) process.kill(pid, "SIGKILL");
        return;
      }
      process.kill(pidOf("server"), "SIGKILL");
      // Its keeper and the command that held it end by themselves.
      await server?.ended;
    },
    async freeze(what) {
      process.kill(pidOf(what), "SIGSTOP");
    },
    async thaw(what) {
      process.kill(pidOf(what), "SIGCONT");
    },
    async stop(signal) {
      worker?.process.kill(signal);
      return (await worker?.ended)?.code ?? null;
    },
    async startDay(changes = {}) {
      const { request, workflowId } = prepareDay(
        { seed: 7, start: "1700000000", persona: {}, cache: "off", config: configFile, baseUrl, ...changes },
        catchingContext({ cwd: folder }, quiet, quiet),
      );
      // The same request again is a run of its own.
      days += 1;
      const id = `${workflowId}-${days}`;
      const { workflow } = await site.client();
      await workflow.start("dayInTheLife", {
        workflowId: id,
        taskQueue: request.queues.workflows,
        args: [request],
        workflowTaskTimeout: "3s",
      });
      return id;
    },
    async outcome(workflowId) {
      const { workflow } = await site.client();
      for (;;) {
        try {
          const { capture, report } = (await workflow.getHandle(workflowId).result()) as DayResult;
          const bytes = await createFileArtifactStore(join(home, "store")).get(report);
          const { conversations, counts, usage } = JSON.parse(new TextDecoder().decode(bytes)) as RunReport;
          const attempts = conversations.flatMap((one) =>
            one.attempts.map(({ attempt }) => `${one.conversation} ${attempt}`),
          );
          return { status: "completed", captureDigest: capture.digest, calls: counts.calls, usage, attempts };
        } catch (error) {
          if (error instanceof WorkflowFailedError) {
            const failure = runFailure(error.cause);
            const status = failure.code === "cancelled" ? "cancelled" : "failed";
            return { status, why: `${failure.message} ${failure.hint ?? ""}` };
          }
          // While the server is away it is asked again.
          if (!(error instanceof ServiceError)) throw error;
          await pause(300);
        }
      }
    },
    async disk(state) {
      if (state === "well") await rm(diskFile, { force: true });
      else await writeFile(diskFile, state);
    },
    wiretale: (args) => runWiretale(args, { cwd: folder, env }),
    spawnWiretale: (args) =>
      note(startWiretale([...args, "--config", configFile, "--base-url", baseUrl], { cwd: folder, env })),
    async client() {
      connection ??= await Connection.connect({ address });
      return new Client({ connection });
    },
    calls: () =>
      existsSync(logFile)
        ? readFileSync(logFile, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as EndpointCall)
        : [], // prettier-ignore
    async untilAsked() {
      const before = site.calls().length;
      while (site.calls().length === before) await pause(10);
    },
    async leases() {
      const taken: TakenLease[] = [];
      const place = join(home, "store", "leases");
      for (const name of await readdir(place, { recursive: true })) {
        const number = /\.\d+$/u.exec(name)?.[0];
        if (number === undefined) continue;
        const { value } = JSON.parse(await readFile(join(place, name), "utf8")) as { value: LeaseState };
        // The endpoint took no connection: what it heard of counts all the same, by what it says.
        if (value.ended === "refused") continue;
        taken.push({ call: name.slice(0, -number.length), claimedAtMs: value.claimedAtMs });
      }
      return taken.sort((one, other) => one.claimedAtMs - other.claimedAtMs);
    },
    async pidsOf() {
      const children = await descendants(worker?.process.pid);
      return children.filter(({ args }) => args.includes("wiregasm-child")).map(({ pid }) => pid);
    },
    memoryOf(what) {
      const pid = what === "server" ? pidOf("server") : worker?.process.pid;
      const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      return Math.round(Number(kilobytes) / 1024);
    },
    async close() {
      await connection?.close();
      const alive = started.filter(isAlive);
      const below = (await Promise.all(alive.map(({ pid }) => descendants(pid)))).flat();
      const ours = [...alive, ...below.flatMap(({ pid }) => identitiesOf(pid))];
      for (const running of [worker, server]) running?.process.kill("SIGTERM");
      await Promise.all([worker?.ended, server?.ended]);
      await killAndWait(endpoint);
      let left: string[] = [];
      for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 250) {
        const stillOurs = new Set(ours.filter(isAlive).map(({ pid }) => pid));
        left = (await processes())
          .filter(({ pid, args }) => args.includes(folder) || stillOurs.has(pid))
          .map(({ pid, args }) => `${pid} ${args}`);
        if (left.length === 0) break;
        await pause(250);
      }
      await rm(folder, { recursive: true, force: true });
      return left;
    },
  };
  return site;
}

async function killAndWait(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** A process for good: on a busy machine its number is another's minutes later. */
interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after the machine's start, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
}

/** One, or none where the process has ended already. */
function identitiesOf(pid: number | undefined): readonly ProcessIdentity[] {
  if (pid === undefined) return [];
  try {
    // The second field is the program's name in brackets, which may have blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return [{ pid, startTicks: fields[19] ?? "" }];
  } catch {
    return [];
  }
}

function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  return identitiesOf(pid)[0]?.startTicks === startTicks;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

/** Zombies have ended: only their parent has not looked. */
async function processes(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid=,stat=,args="], { maxBuffer: 1e8 });
  return stdout
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/u.exec(line))
    .filter((match) => match !== null && !match[3]?.startsWith("Z"))
    .map((match) => ({ pid: Number(match?.[1]), parent: Number(match?.[2]), args: match?.[4] ?? "" }));
}

async function descendants(pid: number | undefined): Promise<readonly Process[]> {
  if (pid === undefined) return [];
  const all = await processes();
  const found: Process[] = [];
  const parents = new Set([pid]);
  for (let grew = true; grew;) {
    grew = false;
    for (const one of all) {
      if (!parents.has(one.parent) || parents.has(one.pid)) continue;
      parents.add(one.pid);
      found.push(one);
      grew = true;
    }
  }
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
