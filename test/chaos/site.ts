import { spawn, execFile, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { packageRoot } from "../../src/config/package-root.js";
import { runWiretale, startWiretale, type Running } from "../support/run-wiretale.js";

/** Server, worker, endpoint and client as processes of their own, each of which can be killed and started again. */
export interface Site {
  readonly folder: string;
  readonly address: string;
  startServer(): Promise<void>;
  startWorker(): Promise<void>;
  startEndpoint(): Promise<void>;
  /** SIGKILL: the process has no say. */
  kill(what: Part): Promise<void>;
  /** SIGTERM, and what it ended with. */
  stop(what: "worker"): Promise<number | null>;
  /** Starts a day without waiting for it; answers its id. */
  startDay(args: readonly string[]): Promise<string>;
  /** Waits for its end. */
  outcome(workflowId: string): Promise<ShownDay>;
  wiretale(args: readonly string[]): ReturnType<typeof runWiretale>;
  spawnWiretale(args: readonly string[]): Running;
  client(): Promise<Client>;
  /** Everything the endpoint was asked, and what it has answered whole. */
  calls(): readonly EndpointCall[];
  pidsOf(what: "wireshark"): Promise<readonly number[]>;
  /** Ends everything; answers what was still running a while later. */
  close(): Promise<readonly string[]>;
}

export type Part = "server" | "worker" | "endpoint" | "wireshark";

export interface EndpointCall {
  readonly asked?: number;
  readonly answered?: number;
  readonly prompt?: unknown;
}

export interface ShownDay {
  readonly code: number | null;
  readonly status: string;
  readonly captureDigest: string | null;
  readonly calls: { readonly made: number; readonly cached: number; readonly lost: number };
  readonly usage: { readonly inputTokens: number | null };
  readonly attempts: readonly { readonly conversation: string; readonly attempt: number }[];
  readonly stderr: string;
}

/** Times of recovery in seconds, so that a test need not wait for those of everyday use. */
const config = `
policies:
  model: { startToClose: 10s, scheduleToClose: 5m, heartbeat: 4s, retry: { initialInterval: 200ms, maximumInterval: 2s, maximumAttempts: 0 } }
  compute: { startToClose: 3s, scheduleToClose: 5m, retry: { maximumAttempts: 0 } }
  wireshark: { startToClose: 6s, scheduleToClose: 5m, retry: { initialInterval: 200ms, maximumInterval: 2s, maximumAttempts: 0 } }
  storage: { startToClose: 3s, scheduleToClose: 5m, retry: { maximumAttempts: 0 } }
`;

export async function createSite(options: { readonly delayMs: number }): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "wiretale-chaos-"));
  const home = join(folder, "home");
  await mkdir(home);
  const configFile = join(folder, "chaos.yaml");
  await writeFile(configFile, config);
  const [serverPort, endpointPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${serverPort}`;
  const baseUrl = `http://127.0.0.1:${endpointPort}/v1`;
  const logFile = join(folder, "calls.jsonl");
  const env = { WIRETALE_HOME: home, TEMPORAL_ADDRESS: address };
  let server: Running | undefined;
  let worker: Running | undefined;
  let endpoint: ChildProcess | undefined;
  const connections: Connection[] = [];
  const started: number[] = [];
  const note = (running: Running): Running => {
    if (running.process.pid !== undefined) started.push(running.process.pid);
    return running;
  };

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
        startWiretale(["worker", "--config", configFile, "--base-url", baseUrl], { cwd: folder, env }),
      );
      await worker.says("worker ready");
    },
    async startEndpoint() {
      const args = ["--import", "./test/support/typescript-loader.mjs", "test/support/run-endpoint.ts"];
      const child = spawn(
        process.execPath,
        [...args, String(endpointPort), logFile, String(options.delayMs)],
        {
          cwd: packageRoot(),
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      endpoint = child;
      if (child.pid !== undefined) started.push(child.pid);
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
      const record = JSON.parse(readFileSync(join(home, "server.json"), "utf8")) as { pid: number };
      process.kill(record.pid, "SIGKILL");
      // Its keeper and the command that held it end by themselves.
      await server?.ended;
    },
    async stop() {
      worker?.process.kill("SIGTERM");
      return (await worker?.ended)?.code ?? null;
    },
    async startDay(args) {
      const { code, stdout, stderr } = await site.wiretale([
        ...["day", "--no-wait", "--json", "--config", configFile, "--base-url", baseUrl],
        ...args,
      ]);
      if (code !== 0) throw new Error(`day ended with ${code}: ${stderr}`);
      return (JSON.parse(stdout) as { workflowId: string }).workflowId;
    },
    async outcome(workflowId) {
      for (;;) {
        const { code, stdout, stderr } = await site.wiretale(["show", workflowId, "--wait", "--json"]);
        // While the server is away the command says so, and is asked again.
        if (stdout !== "")
          return { code, stderr, ...(JSON.parse(stdout) as Omit<ShownDay, "code" | "stderr">) };
        if (!/server/i.test(stderr)) throw new Error(`show ended with ${code}: ${stderr}`);
        await pause(300);
      }
    },
    wiretale: (args) => runWiretale(args, { cwd: folder, env }),
    spawnWiretale: (args) =>
      note(startWiretale([...args, "--config", configFile, "--base-url", baseUrl], { cwd: folder, env })),
    async client() {
      const connection = await Connection.connect({ address });
      connections.push(connection);
      return new Client({ connection });
    },
    calls: () =>
      existsSync(logFile)
        ? readFileSync(logFile, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as EndpointCall)
        : [], // prettier-ignore
    async pidsOf() {
      const children = await descendants(worker?.process.pid);
      return children.filter(({ args }) => args.includes("wiregasm-child")).map(({ pid }) => pid);
    },
    async close() {
      for (const connection of connections) await connection.close();
      const tree = (await Promise.all(started.map((pid) => descendants(pid)))).flat().map(({ pid }) => pid);
      for (const running of [worker, server]) running?.process.kill("SIGTERM");
      await Promise.all([worker?.ended, server?.ended]);
      await killAndWait(endpoint);
      let left: string[] = [];
      for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 250) {
        const all = await processes();
        left = all
          .filter(({ pid, args }) => args.includes(folder) || tree.includes(pid) || started.includes(pid))
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

/** Resolves once an activity of that name is scheduled, or done within the workflow's task, in the run or in a conversation. */
export async function untilScheduled(client: Client, workflowId: string, activity: string): Promise<void> {
  const ids = [workflowId, ...["arp", "dns", "http"].map((name) => `${workflowId}/${name}`)];
  for (;;) {
    for (const id of ids) {
      const history = await client.workflow
        .getHandle(id)
        .fetchHistory()
        .catch(() => undefined);
      if (history?.events?.some((event) => activityOf(event) === activity) === true) return;
    }
    await pause(10);
  }
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle["fetchHistory"]>>["events"]>[number];

function activityOf(event: HistoryEvent): string | undefined {
  const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
  // What is done within the workflow's task leaves a marker alone.
  const [data] = event.markerRecordedEventAttributes?.details?.data?.payloads ?? [];
  if (scheduled !== undefined || data?.data == null) return scheduled ?? undefined;
  return (JSON.parse(new TextDecoder().decode(data.data)) as { activity_type?: string }).activity_type;
}
