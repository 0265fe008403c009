// Days of the examples with acts, by the reference writer: octet for octet what their workflows publish, of which
// test/e2e/scenario.test.ts is the proof, without a server.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createReferencePlayer, requestOf } from "../test/support/reference-player.js";

export interface ExampleDay {
  /** Name of a file in examples/, without its ending. */
  readonly example: string;
  readonly seed: number;
  /** By host, in place of what the file says. */
  readonly persona?: Readonly<Record<string, string>>;
  /** Seconds since the epoch, about when it begins. */
  readonly startSeconds?: number;
  /** Where the capture goes; one that is there is not made again. */
  readonly file: string;
}

/** The programs of scripts/real-day.sh: `linux-curl` and so on are the personas measured of them. */
export const realClients = ["curl", "wget", "python"] as const;
export type RealClient = (typeof realClients)[number];

/** A day of examples/real-day.yaml with one of its client programs. */
export function realDayOf(client: RealClient, seed: number, folder: string): ExampleDay {
  const persona = { client: `linux-${client}` };
  return { example: "real-day", seed, persona, file: join(folder, `${client}-${seed}.pcap`) };
}

const usualStart = 1_700_000_000;

/** Makes the days that are not there yet. Throws where a conversation is not valid at first. */
export async function makeDays(days: readonly ExampleDay[]): Promise<void> {
  const missing = days.filter(({ file }) => !existsSync(file));
  for (const [index, { example, seed, persona = {}, startSeconds = usualStart, file }] of missing.entries()) {
    const named = Object.entries(persona).map(([host, name]) => `, ${host} ${name}`);
    console.error(`${example}${named.join("")}, seed ${seed}: ${index + 1} of ${missing.length} days`);
    // As real ones, days begin within different milliseconds.
    const start = `${startSeconds + seed * 37}.${String((seed * 314_159) % 1_000_000).padStart(6, "0")}`;
    const request = requestOf({ scenario: `examples/${example}.yaml`, seed, start, persona });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await createReferencePlayer().captureFile(request));
  }
}
