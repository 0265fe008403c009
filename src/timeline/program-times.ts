import type { Persona, ProgramTimes } from "../contracts/persona.js";
import type { DoneAct, TimelineClient } from "../contracts/timeline.js";
import type { SeededDraws } from "../descriptions/seeded-draws.js";
import { drawDelay } from "../personas/delay.js";
import { createRandomStream } from "../personas/random-stream.js";

/** Where neither the scenario nor the persona says how long a program takes to start, in microseconds. */
const usualStartMicros = [15_000, 50_000] as const;

const programs: Readonly<Record<DoneAct["kind"], keyof NonNullable<Persona["programs"]>>> = {
  fetch: "fetch",
  "look-up": "lookUp",
  ping: "ping",
};

/**
 * Microseconds from the start of the program that does an act to its first packet: as the scenario says, else as its persona does.
 * `position`: of the step among the client's, which names the draw.
 */
export function startMicros(
  kind: DoneAct["kind"],
  position: number,
  client: TimelineClient,
  draws: SeededDraws,
): number {
  const place = `${client.name}/start/${position}`;
  const measured = timesOf(kind, client)?.startMicros;
  if (client.programStartMicros === undefined && measured !== undefined) {
    return drawDelay(createRandomStream(draws.octets(place, 32), "start"), measured);
  }
  const [least, most] = client.programStartMicros ?? usualStartMicros;
  return draws.integer(place, least, most);
}

/** Microseconds from its last packet to its end; 0 where its persona does not say. */
export function endMicros(
  kind: DoneAct["kind"],
  position: number,
  client: TimelineClient,
  draws: SeededDraws,
): number {
  const measured = timesOf(kind, client)?.endMicros;
  if (measured === undefined) return 0;
  return drawDelay(createRandomStream(draws.octets(`${client.name}/end/${position}`, 32), "end"), measured);
}

/** Numbers of processes that it takes. */
export function processesOf(kind: DoneAct["kind"], client: TimelineClient): number {
  return timesOf(kind, client)?.processes ?? 1;
}

function timesOf(kind: DoneAct["kind"], { persona }: TimelineClient): ProgramTimes | undefined {
  return persona.programs?.[programs[kind]];
}
