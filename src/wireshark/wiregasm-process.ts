import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { WiretaleError } from "../contracts/errors.js";
import { maxExpertInfo, type DissectOptions } from "./dissector.js";
import type { ExpertInfoLabels } from "./expert-info.js";

/** What `wiregasm-child.mjs` answers to one capture. */
export interface ChildDissection {
  readonly frames: number;
  readonly entries: readonly ExpertInfoLabels[];
  /** wiregasm's code and what it adds, which may be nothing. Frames before the error are judged. */
  readonly fileError?: { readonly code: number; readonly message: string };
  readonly limit?: string;
}

export interface WiregasmLimits {
  /** From the start of the process to its readiness: compiling 68 MB of WebAssembly. */
  readonly startLimitMs: number;
  /** For one capture, unless the call says otherwise. */
  readonly dissectLimitMs: number;
  /** Resident memory of the process, about 230 MB when idle. It ends itself above this. */
  readonly memoryLimitBytes: number;
}

type Message =
  { readonly kind: "ready"; readonly version: string } | ({ readonly kind: "dissected" } & ChildDissection);

/** Part of the time after which a child answers with what it has; at the whole of it, it is killed. */
const softLimit = 0.75;

/** One running child. Whoever owns it asks one thing at a time. */
export class WiregasmProcess {
  readonly #child: ChildProcess;
  readonly #limits: WiregasmLimits;
  #stderrTail = "";
  #version = "";
  #ended = false;

  private constructor(limits: WiregasmLimits) {
    this.#limits = limits;
    this.#child = fork(
      fileURLToPath(new URL("./wiregasm-child.mjs", import.meta.url)),
      [String(limits.memoryLimitBytes), String(maxExpertInfo)],
      {
        // Nothing of this process's environment (which may hold a key) nor of its flags goes along.
        env: { LANG: "C.UTF-8", TZ: "UTC" },
        execArgv: ["--max-old-space-size=256"],
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      },
    );
    this.#child.on("exit", () => (this.#ended = true));
    if (this.#child.stderr instanceof Socket) this.#child.stderr.unref();
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-2_000);
    });
  }

  static async start(limits: WiregasmLimits, signal?: AbortSignal): Promise<WiregasmProcess> {
    const started = new WiregasmProcess(limits);
    const answer = await started.#answer("ready", limits.startLimitMs, signal);
    started.#version = answer.version;
    started.#setIdle(true);
    return started;
  }

  get version(): string {
    return this.#version;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @param limitMs default: `dissectLimitMs` */
  async dissect(
    capture: Uint8Array,
    { limitMs = this.#limits.dissectLimitMs, signal }: DissectOptions = {},
  ): Promise<ChildDissection> {
    this.#setIdle(false);
    const answer = this.#answer("dissected", limitMs, signal);
    // A child that died is told by the answer, not by the failure to write to it.
    this.#child.send({ capture, limitMs: limitMs * softLimit }, () => undefined);
    const dissected = await answer;
    this.#setIdle(true);
    return dissected;
  }

  async kill(): Promise<void> {
    if (this.#ended) return;
    this.#setIdle(false);
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  /** An idle child keeps nobody awake: it ends by itself when this process does. */
  #setIdle(idle: boolean): void {
    const verb = idle ? "unref" : "ref";
    this.#child[verb]();
    this.#child.channel?.[verb]();
  }

  /** Waits for one message; any other end kills the child, since what it is doing is unknown. */
  async #answer<K extends Message["kind"]>(
    kind: K,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Extract<Message, { kind: K }>> {
    const child = this.#child;
    let stop: () => void = () => undefined;
    try {
      return await new Promise<Extract<Message, { kind: K }>>((resolve, reject) => {
        const onMessage = (message: Message) => {
          if (message.kind === kind) resolve(message as Extract<Message, { kind: K }>);
        };
        const onEnd = () => reject(this.#died());
        const onAbort = () => reject(signal?.reason as Error);
        const timer = setTimeout(() => reject(timedOut(kind, limitMs)), limitMs);
        stop = () => {
          clearTimeout(timer);
          child.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
          signal?.removeEventListener("abort", onAbort);
        };
        child.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
        signal?.addEventListener("abort", onAbort, { once: true });
        if (signal?.aborted === true) onAbort();
        if (this.#ended) onEnd();
      });
    } catch (error) {
      stop();
      await this.kill();
      throw error;
    } finally {
      stop();
    }
  }

  #died(): WiretaleError {
    const said = this.#stderrTail.trim().split("\n").at(-1) ?? "";
    return new WiretaleError(
      "wireshark-died",
      `wiregasm's process ended (${this.#child.signalCode ?? `exit ${String(this.#child.exitCode)}`})${said === "" ? "" : `: ${said}`}`,
      { retryable: true, hint: "npm ci reinstalls @goodtools/wiregasm if its files are damaged" },
    );
  }
}

function timedOut(kind: Message["kind"], limitMs: number): WiretaleError {
  const what = kind === "ready" ? "wiregasm did not start" : "wiregasm did not judge the capture";
  return new WiretaleError(
    "wireshark-timed-out",
    `${what} within ${String(Math.round(limitMs / 100) / 10)} s`,
    {
      retryable: kind === "ready",
    },
  );
}
