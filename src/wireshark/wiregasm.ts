import { WiretaleError } from "../contracts/errors.js";
import {
  cutShort,
  dissectorMemoryBytes,
  unreadFile,
  type Dissection,
  type Dissector,
  type DissectOptions,
  type FileProblem,
} from "./dissector.js";
import { expertInfoOfLabels } from "./expert-info.js";
import { WiregasmProcess, type WiregasmLimits } from "./wiregasm-process.js";

const defaultLimits: WiregasmLimits = {
  startLimitMs: 60_000,
  dissectLimitMs: 30_000,
  memoryLimitBytes: dissectorMemoryBytes,
};

/**
 * Wireshark as WebAssembly in one warm child process: started at the first use, used by one capture at a time in the order
 * of the calls, replaced when it died or was killed for its time or memory.
 */
export function createWiregasmDissector(limits: Partial<WiregasmLimits> = {}): Dissector {
  const allLimits = { ...defaultLimits, ...limits };
  let running: WiregasmProcess | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closing = new AbortController();

  /** Runs when everything asked before has ended, well or not; one whose signal is aborted while it waits ends at once. */
  function inTurn<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    const turn = queue.then(() => {
      signal.throwIfAborted();
      return task();
    });
    queue = turn.catch(() => undefined);
    return endedBy(signal, turn);
  }

  async function warmProcess(signal: AbortSignal): Promise<WiregasmProcess> {
    if (running === undefined || running.ended) {
      running = await WiregasmProcess.start(allLimits, signal);
    }
    return running;
  }

  async function dissect(
    capture: Uint8Array,
    options: DissectOptions & { readonly signal: AbortSignal },
  ): Promise<Dissection> {
    const child = await warmProcess(options.signal);
    const { frames, entries, fileError, limit } = await child.dissect(capture, options);
    return {
      dissector: "wiregasm",
      version: child.version,
      frames,
      expertInfo: entries.map(expertInfoOfLabels),
      ...(fileError === undefined ? {} : { problem: problemOf(fileError) }),
      ...(limit === undefined ? {} : { limit }),
    };
  }

  return {
    name: "wiregasm",
    version: () => {
      const { signal } = closing;
      return inTurn(signal, async () => (await warmProcess(signal)).version);
    },
    dissect: (capture, options = {}) => {
      const signal =
        options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]);
      return inTurn(signal, () => dissect(capture, { ...options, signal }));
    },
    async close() {
      closing.abort(new WiretaleError("wireshark-died", "wiregasm was closed"));
      closing = new AbortController();
      await queue;
      await running?.kill();
      running = undefined;
    },
  };
}

/** Codes of loading a file: wiregasm's own, and Wireshark's `WTAP_ERR_SHORT_READ`. */
const cannotOpen = 1;
const shortRead = -12;

function problemOf({ code, message }: { readonly code: number; readonly message: string }): FileProblem {
  if (code === cannotOpen) return unreadFile;
  if (code === shortRead) return cutShort;
  const said = message === "" ? "" : ` (${message})`;
  return { kind: "damaged", message: `breaks off with Wireshark's file error ${String(code)}${said}` };
}

/** The promise's outcome, or the signal's reason as soon as it is aborted. */
function endedBy<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
