import type { Diagnostic } from "../contracts/finding.js";
import { checkLiterals } from "./check-literals.js";
import { cleanUp } from "./clean-up.js";
import { countPackets } from "./count-packets.js";
import { ScriptError, SourceMap } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import { encodeLayers } from "./encode-script-packet.js";
import type { LayerValue } from "./layers/layer-value.js";
import { defaultLimits } from "./limits.js";
import type { Limits } from "./limits.js";
import { lower } from "./lower.js";
import { Machine } from "./machine.js";
import { formatFloat } from "./numbers.js";
import { toScriptLayers } from "./packet-operations.js";
import { parse } from "./parse.js";
import type { ParsedScript } from "./parse.js";
import { PythonRandom } from "./python-random.js";
import { runSteps } from "./run-steps.js";
import type { ScriptPacket } from "./script-layer.js";
import { statementLines, Tracer, type ScriptTrace } from "./trace.js";
import type { LayerNode, Program } from "./tree.js";
import { weighPacket } from "./weigh-packet.js";

export interface RunOptions {
  /** The seed of the script's `random`, as `random.seed(seed)` in Python: an integer. */
  readonly seed: number | bigint;
  /** Where the virtual clock starts: seconds since the epoch. */
  readonly startSeconds: number;
  readonly limits?: Partial<Limits>;
  /** Whether the run is to be explained line by line. */
  readonly trace?: boolean;
  /** Sees what is left of the run when it has ended: tests look for values that are not the interpreter's own. */
  readonly onEnd?: (machine: Machine) => void;
}

export interface ScriptRun {
  /** The script after clean-up: diagnostics point into it. */
  readonly source: string;
  /** What the clean-up removed, a sentence each; empty when the text parsed as it was. */
  readonly cleanup: readonly string[];
  /** Empty exactly when the whole script ran and every packet can be built. In the order of the script. */
  readonly diagnostics: readonly Diagnostic[];
  /** Packets made before the first failure too. */
  readonly packets: readonly ScriptPacket[];
  /** Where it was asked for. */
  readonly trace?: ScriptTrace;
}

/** A script parsed and resolved, ready to be run any number of times. */
export interface PreparedScript {
  readonly source: string;
  readonly map: SourceMap;
  readonly cleanup: readonly string[];
  readonly limits: Limits;
  /** Undefined when the script is refused before anything runs. */
  readonly program: Program | undefined;
  readonly complaints: readonly Complaint[];
  /** Faults that show only when their place is reached. */
  readonly latent: readonly Complaint[];
  /** Calls of layers, whose literals are checked once the script is known to fail. */
  readonly layers: readonly LayerNode[];
}

const mostDiagnostics = 50;

/** Runs a packet script. Never throws: whatever is wrong with the script is a diagnostic. */
export function runScript(text: string, options: RunOptions): ScriptRun {
  return runPrepared(prepareScript(text, options.limits), options);
}

export function prepareScript(text: string, limits?: Partial<Limits>): PreparedScript {
  const allLimits: Limits = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
  if (text.length > allLimits.sourceLength) {
    const message = `the script has ${text.length} characters, but at most ${allLimits.sourceLength} are read`;
    const complaint: Complaint = {
      code: "budget-source",
      message,
      hint: "write a shorter script",
      offset: 0,
    };
    return {
      source: text.slice(0, 1000),
      map: new SourceMap(text.slice(0, 1000)),
      cleanup: [],
      limits: allLimits,
      program: undefined,
      complaints: [complaint],
      latent: [],
      layers: [],
    };
  }
  try {
    return prepareText(text, allLimits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const complaints = [tooMuch(error, 0)];
    return {
      source: text,
      map: new SourceMap(text),
      cleanup: [],
      limits: allLimits,
      program: undefined,
      complaints,
      latent: [],
      layers: [],
    };
  }
}

function prepareText(text: string, allLimits: Limits): PreparedScript {
  const { source, removed, parsed } = cleanUp(text, (candidate) => parse(candidate, allLimits));
  const { program, complaints, latent, layers } = lower(parsed.statements);
  const refusals = [...parsed.complaints, ...complaints];
  // A line that holds a NUL is no prose around a script.
  if (text.includes("\0") && !source.includes("\0"))
    refusals.push({
      code: "syntax",
      message: "a script cannot hold a NUL character",
      hint: "remove it",
      offset: 0,
    });
  if (refusals.length > 0) refusals.push(...latent.filter(isIndependentOf(source, parsed)));
  if (refusals.length > 0) refusals.push(...checkLiterals(layers));
  refusals.sort((left, right) => left.offset - right.offset);
  return {
    source,
    map: new SourceMap(source),
    cleanup: removed,
    limits: allLimits,
    program: refusals.length === 0 ? program : undefined,
    complaints: refusals.slice(0, mostDiagnostics),
    latent,
    layers,
  };
}

/** Whether a name is unknown only because the statement that would have bound it could not be read. */
function isIndependentOf(source: string, { skipped }: ParsedScript): (complaint: Complaint) => boolean {
  const words = new Set<string>();
  let seen = 0;
  // A part may lie inside another, which was given up later.
  for (const { from, to } of skipped.toSorted((one, other) => one.from - other.from)) {
    for (const word of source.slice(Math.max(seen, from), to).match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
    seen = Math.max(seen, to);
  }
  return ({ code, offset }) => {
    if (code !== "unknown-name") return true;
    const name = /^\w*/.exec(source.slice(offset, offset + 200))?.[0] ?? "";
    return !words.has(name);
  };
}

export function runPrepared(prepared: PreparedScript, options: RunOptions): ScriptRun {
  const { source, map, cleanup, limits, program } = prepared;
  const tracer = options.trace === true ? new Tracer(map, program?.variables ?? new Map()) : undefined;
  const traced = () =>
    tracer && { trace: { lines: tracer.lines(), statementLines: statementLines(source, map, limits) } };
  if (program === undefined) {
    return {
      source,
      cleanup,
      diagnostics: prepared.complaints.map((complaint) => map.toDiagnostic(complaint)),
      packets: [],
      ...traced(),
    };
  }
  const machine = new Machine(
    limits,
    new PythonRandom(options.seed),
    options.startSeconds,
    program.initialSlots.slice(),
  );
  machine.observer = tracer;
  const complaints: Complaint[] = [];
  const failure = attempt(machine, () => runSteps(machine, program.steps));
  if (failure !== undefined) {
    complaints.push(failure);
    // Faults further down are independent of this one: who repairs the script wants to know them all.
    const behind = failure.offset;
    const unknown = prepared.latent.filter(({ offset }) => offset > behind);
    const later = [...unknown, ...checkLiterals(prepared.layers, { behind, most: mostDiagnostics })].sort(
      (left, right) => left.offset - right.offset,
    );
    complaints.push(...later.slice(0, mostDiagnostics - 1));
  }
  const packets: ScriptPacket[] = [];
  options.onEnd?.(machine);
  machine.startBuilding();
  const tooMany = attempt(machine, () => {
    buildPackets(machine, countPackets(machine, program), map, packets, complaints);
  });
  if (tooMany !== undefined) complaints.push(tooMany);
  complaints.push(...faultsBeside(complaints, prepared.layers).slice(0, mostDiagnostics));
  complaints.sort((left, right) => left.offset - right.offset);
  const diagnostics = complaints.map((complaint) => map.toDiagnostic(complaint));
  // Written out for the many runs that nobody wants explained: a spread is slow.
  if (tracer === undefined) return { source, cleanup, diagnostics, packets };
  return { source, cleanup, diagnostics, packets, ...traced() };
}

/** A call of a layer fails at its first faulty field: the literals of its other fields, where they do not fit either. */
function faultsBeside(complaints: readonly Complaint[], layers: readonly LayerNode[]): Complaint[] {
  if (complaints.length === 0) return [];
  const places = new Set(complaints.map(({ offset }) => offset));
  const faulty = layers.filter(
    ({ sites, unknown }) =>
      sites.some(({ offset }) => places.has(offset)) || (unknown !== undefined && places.has(unknown.offset)),
  );
  return checkLiterals(faulty).filter(({ offset }) => !places.has(offset));
}

/** Runs a body; a `ScriptError` becomes a complaint with a place. */
function attempt(machine: Machine, body: () => void): Complaint | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    if (error instanceof ScriptError) return complaintOf(error, machine.offset);
    if (error instanceof RangeError) return tooMuch(error, machine.offset);
    throw error;
  }
}

/** The stack and the longest text are limits of JavaScript's own, which budgets do not measure exactly. */
function tooMuch({ message }: RangeError, offset: number): Complaint {
  if (message.includes("call stack"))
    return {
      code: "budget-depth",
      message: "the script nests too deeply",
      hint: "split it over several lines",
      offset,
    };
  return { code: "budget-allocation", message: "a value grows too large", hint: "make it shorter", offset };
}

function complaintOf(error: ScriptError, offset: number): Complaint {
  return { code: error.code, message: error.message, hint: error.hint, offset: error.offset ?? offset };
}

/** Once such a budget is spent, no further packet can be built. */
const endsRun: ReadonlySet<string> = new Set(["budget-steps", "budget-allocation"]);

/** Turns packets into the wire's terms; one that cannot be built is a complaint at the field that is wrong. */
function buildPackets(
  machine: Machine,
  counted: readonly LayerValue[],
  map: SourceMap,
  packets: ScriptPacket[],
  complaints: Complaint[],
): void {
  let sleeps = counted[0]?.sleeps ?? 0;
  let octets = 0;
  for (const packet of counted) {
    const fault = attempt(machine, () => {
      machine.offset = packet.offset;
      checkTime(packet);
      weighPacket(machine, packet);
      const layers = toScriptLayers(packet);
      const bytes = encodeLayers(layers, undefined);
      octets += bytes.length;
      if (octets > machine.limits.bytes) {
        throw new ScriptError(
          "budget-bytes",
          `the packets have more than ${machine.limits.bytes} octets together`,
          "make fewer or shorter packets",
        );
      }
      packets.push({
        layers,
        bytes,
        timeSeconds: packet.time,
        line: map.line(packet.offset),
        slept: packet.timeIsAssigned || packet.sleeps > sleeps,
      });
      sleeps = packet.sleeps;
    });
    if (fault === undefined) continue;
    if (
      complaints.length < mostDiagnostics &&
      !complaints.some((each) => each.offset === fault.offset && each.code === fault.code)
    ) {
      complaints.push(fault);
    }
    if (endsRun.has(fault.code) || octets > machine.limits.bytes) return;
  }
}

/** Captures count seconds in 32 bits: a time assigned by the script may lie anywhere. */
function checkTime({ time }: LayerValue): void {
  if (time >= 0 && Math.round(time * 1e6) < 2 ** 32 * 1e6) return;
  throw new ScriptError(
    "wrong-value",
    `the packet's time is ${formatFloat(time)}, which no capture file can hold`,
    "set time to seconds since the epoch, from 0 to 4294967295",
  );
}
