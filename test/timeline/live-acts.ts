import { createHash } from "node:crypto";
import { linkTypes } from "../../src/capture/link-type.js";
import { parseYamlSource, checkYaml } from "../../src/config/yaml-file.js";
import { personaNames, readPersona } from "../../src/config/read-persona.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { Timeline } from "../../src/contracts/timeline.js";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { resolveTimeline } from "../../src/descriptions/resolve-timeline.js";
import { createDraws } from "../../src/descriptions/seeded-draws.js";
import { timelineSchema } from "../../src/descriptions/timeline-schema.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { fillPackets } from "../../src/personas/fill-packets.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { initialState, nothingSaid, type ClientState, type Said } from "../../src/timeline/client-state.js";
import { planNext, type NextConversation } from "../../src/timeline/next-conversation.js";
import { observe, type Taught } from "../../src/timeline/observe-conversation.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { checkIntent } from "../../src/validators/check-intent.js";
import { lossFramesOf, withLossAsNotes } from "../../src/validators/loss-findings.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
export const startSeconds = 1_700_000_000;

/** The scenario that a text in the form of a file describes; faults carry the name `test.yaml`. */
export function timelineOf(text: string, seed = 1, personaByHost: Record<string, string> = {}): Timeline {
  const source = parseYamlSource(text, "test.yaml");
  return resolveTimeline({
    file: checkYaml(source, timelineSchema),
    personas: new Map(personaNames().map((name) => [name, readPersona(name)])),
    personaByHost,
    seed,
    sha256,
    placeOf: source.placeOf,
  });
}

/** A conversation as it was had: what was asked for, what came of it. */
export interface Had {
  readonly next: NextConversation;
  /** The description, as the expert is told. */
  readonly summary: string;
  readonly frames: readonly FlowFrame[];
  readonly taught: readonly Taught[];
  /** Of the strict judge and the intent rules, of the interpreter too. */
  readonly findings: readonly Pick<Finding, "code" | "message" | "severity">[];
  /** By frame: what the fill says that loss made of it. */
  readonly madeByLoss: readonly (string | undefined)[];
}

/** What a client's whole day comes to without Temporal: the reference writer answers, unless `answer` does. */
export function live(
  timeline: Timeline,
  options: {
    readonly client?: string;
    readonly seed?: number;
    readonly said?: Said;
    readonly most?: number;
    readonly answer?: (summary: string, written: string) => string;
  } = {},
): { readonly had: readonly Had[]; readonly state: ClientState } {
  const { seed = 1, most = 1000, said = nothingSaid } = options;
  const client = timeline.clients.find(({ name }) => options.client === undefined || name === options.client);
  if (client === undefined) throw new Error("no such client");
  const draws = createDraws(seed, sha256);
  const had: Had[] = [];
  let state = initialState(BigInt(startSeconds) * 1_000_000n, said);
  for (;;) {
    const planned = planNext({ timeline, client, seed, startSeconds, sha256 }, state);
    ({ state } = planned);
    const { next } = planned;
    if (next === undefined || had.length === most) return { had, state };
    const summary = formatSummary(next.described.summary);
    const written = writeScript([{ role: "user", content: `Summary: ${summary}` }], seed + had.length);
    const { frames, findings, madeByLoss } = speak(
      next,
      options.answer?.(summary, written) ?? written,
      seed + had.length,
    );
    const last = frames.at(-1);
    if (last === undefined) throw new Error(`${next.name} has no frames: ${JSON.stringify(findings)}`);
    const spoken = { frames, framesDigest: `sha256:${next.name}`, lastMicros: last.timeNanos / 1000n };
    const observed = observe(state, { name: next.name, teaches: next.teaches, spoken }, client, draws);
    if (!observed.ok) throw new Error(observed.error.message);
    ({ state } = observed.value);
    had.push({ next, summary, frames, findings, madeByLoss, taught: observed.value.taught });
  }
}

function speak({ described, start, name }: NextConversation, script: string, seed: number) {
  const { summary, framing } = described;
  const run = runScript(script, { seed, startSeconds: Number(start) });
  const fillSeed = sha256(new TextEncoder().encode(`${seed} ${name}`));
  const filled = fillPackets(run.packets, framing, { seed: fillSeed, startSeconds: Number(start) });
  const frames = filled.frames.map(({ bytes, timeSeconds }, index): FlowFrame => ({
    frameNumber: index + 1,
    timeNanos: BigInt(Math.round(timeSeconds * 1e6)) * 1000n,
    decoded: decodeFrame(bytes, linkTypes.ethernet, index + 1, bytes.length),
  }));
  const loss = lossFramesOf(filled.frames.map((frame) => ({ conversation: name, filled: frame.filled })));
  const judged = [
    ...checkFrames(frames, { profile: "generated" }),
    ...checkIntent(frames, summary, framing, loss.recoveries),
  ];
  const findings = [...run.diagnostics, ...filled.findings, ...withLossAsNotes(judged, loss)];
  const madeByLoss = filled.frames.map((frame) => frame.filled.find(({ by }) => by === "loss")?.field);
  return { frames, findings, madeByLoss };
}

/** Experts in the order in which they were asked. */
export function expertsOf(had: readonly Had[]): readonly string[] {
  return had.map(({ next }) => next.expert);
}
