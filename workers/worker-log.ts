import { DefaultLogger, type Logger, type LogEntry } from "@temporalio/worker";
import type { LogsConfig } from "../src/config/config.js";

/** What a worker says on stderr, its own words and Temporal's alike: lines for people, or an object a line for programs. */
export function createWorkerLog({ format, level }: LogsConfig, write: (line: string) => void): Logger {
  const render = format === "json" ? jsonLine : textLine;
  return new DefaultLogger(levels[level], (entry) => write(`${render(entry)}\n`));
}

const levels = { error: "ERROR", warn: "WARN", info: "INFO", debug: "DEBUG" } as const;

function textLine({ level, message, meta }: LogEntry): string {
  const error: unknown = meta?.error;
  const cause = error instanceof Error ? `: ${error.message}` : "";
  const about = [meta?.activityType, meta?.workflowId]
    .filter((part) => typeof part === "string")
    .join(" of ");
  return `worker ${level.toLowerCase()}: ${message}${cause}${about === "" ? "" : ` (${about})`}`;
}

function jsonLine({ level, message, meta, timestampNanos }: LogEntry): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const facts = Object.entries(meta ?? {}).map(([name, value]) => [name, plain(value)]);
  // Last, so that what a library calls its facts does not take their place.
  const own = { time, level: level.toLowerCase(), message };
  return JSON.stringify({ ...own, ...Object.fromEntries(facts), ...own });
}

function plain(value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message };
  return typeof value === "bigint" || typeof value === "symbol" ? String(value) : value;
}
