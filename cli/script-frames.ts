import { resolveScriptHosts, type ScriptHost } from "../src/descriptions/script-hosts.js";
import { endpointsSchema } from "../src/descriptions/endpoints-schema.js";
import type { Capture } from "../src/capture/capture.js";
import { loadConfig } from "../src/config/load-config.js";
import { readYamlFile } from "../src/config/yaml-file.js";
import type { Diagnostic } from "../src/contracts/finding.js";
import type { Framing } from "../src/contracts/framing.js";
import type { FlowFrame } from "../src/flow/flow-frame.js";
import { flowFramesOf } from "../src/flow/flow-frames-of.js";
import { linkTypeOf } from "../src/interpreter/encode-script-packet.js";
import { runScript } from "../src/interpreter/run-script.js";
import type { ScriptTrace } from "../src/interpreter/trace.js";
import type { ScriptLayer, ScriptPacket } from "../src/interpreter/script-layer.js";
import { fillPackets, type FillFinding } from "../src/personas/fill-packets.js";
import { fillUnset, type FilledField } from "../src/personas/filled-field.js";
import { linkTypes } from "../src/wire/link-type.js";
import type { CliContext } from "./context.js";
import { readPersonas } from "./day-request.js";

/** One packet of a script as its own bytes. */
export interface ScriptFrame {
  /** From 1. */
  readonly number: number;
  /** Microseconds since the epoch. */
  readonly micros: bigint;
  readonly bytes: Uint8Array;
  /** Scapy's layer names, outermost first. */
  readonly layers: readonly string[];
  /** What it starts with. */
  readonly linkType: number;
  /** The line of the script that made it, from 1. */
  readonly line: number;
  /** What the script left unset and `--defaults persona` filled, outermost layer first. */
  readonly filled: readonly FilledField[];
}

/** What one script came to. */
export interface ScriptOutcome {
  /** What its frames start with; null when it made none, or frames of different link types. */
  readonly linkType: number | null;
  readonly frames: readonly ScriptFrame[];
  readonly cleanup: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The script after clean-up: lines count in it. */
  readonly source: string;
  /** Where the run was to be explained. */
  readonly trace?: ScriptTrace;
}

/** Runs one script afresh: from the same seed and start every time. */
export type ScriptRunner = (text: string) => ScriptOutcome;

export interface ScriptRunnerOptions {
  readonly defaults: "scapy" | "persona";
  readonly seed: number;
  /** Virtual time at the start, microseconds since the epoch. */
  readonly startMicros: bigint;
  readonly endpoints?: string;
  readonly config?: string;
  readonly explain?: true;
}

/** @throws ConfigError where `persona` needs files that are faulty */
export function createScriptRunner(options: ScriptRunnerOptions, context: CliContext): ScriptRunner {
  const { seed, defaults } = options;
  const startSeconds = Number(options.startMicros) / 1e6;
  const hosts = defaults === "persona" ? readScriptHosts(options, context) : undefined;
  return (text) => {
    const { packets, source, cleanup, diagnostics, trace } = runScript(text, {
      seed,
      startSeconds,
      trace: options.explain === true,
    });
    const encoded =
      hosts === undefined ? encodeAsScapy(packets) : encodeAsPersonas(packets, hosts, { seed, startSeconds });
    return {
      ...encoded,
      source,
      cleanup,
      diagnostics: [...diagnostics, ...encoded.diagnostics],
      ...(trace === undefined ? {} : { trace }),
    };
  };
}

/** The frames as a capture, times to the microsecond. */
export function captureOfScript({ linkType, frames }: ScriptOutcome): Capture {
  return {
    linkType: linkType ?? linkTypes.ethernet,
    frames: frames.map(captureFrameOf),
  };
}

/** The frames decoded, each as what it starts with: a script that mixes link types is shown all the same. */
export function flowFramesOfScript({ frames }: ScriptOutcome): readonly FlowFrame[] {
  return frames.flatMap((frame) =>
    flowFramesOf({ linkType: frame.linkType, frames: [captureFrameOf(frame)] }),
  );
}

function captureFrameOf({ number, micros, bytes }: ScriptFrame): Capture["frames"][number] {
  return { frameNumber: number, timeNanos: micros * 1000n, bytes, originalLength: bytes.length };
}

type EncodedScript = Pick<ScriptOutcome, "linkType" | "frames" | "diagnostics">;

function encodeAsScapy(packets: readonly ScriptPacket[]): EncodedScript {
  const frames: ScriptFrame[] = [];
  const diagnostics: Diagnostic[] = [];
  let linkType: number | null = null;
  let isMixed = false;
  for (const { layers, bytes, timeSeconds, line } of packets) {
    const own = linkTypeOf(layers);
    linkType ??= own;
    if (own !== linkType && !isMixed) {
      isMixed = true;
      diagnostics.push(diagnosticAt(line, mixedLinkTypes));
    }
    frames.push({
      number: frames.length + 1,
      micros: toMicros(timeSeconds),
      bytes,
      layers: layers.map(({ name }) => name),
      linkType: own,
      line,
      filled: [],
    });
  }
  return { linkType: isMixed ? null : linkType, frames, diagnostics };
}

const mixedLinkTypes = {
  code: "mixed-link-types",
  message: "some packets begin at Ethernet and some at IP: one capture has one link type",
  hint: "give every packet an Ether layer, or none; --defaults persona frames those that begin at IP",
} as const;

function encodeAsPersonas(
  packets: readonly ScriptPacket[],
  hosts: ScriptHosts,
  options: { readonly seed: number; readonly startSeconds: number },
): EncodedScript {
  const linked = packets.map((packet) => {
    const filled: FilledField[] = [];
    return { ...packet, layers: putOnLink(packet.layers, hosts, filled), filled };
  });
  const result = fillPackets(linked, hosts.framing, options);
  return {
    linkType: linkTypes.ethernet,
    frames: result.frames.map(({ bytes, timeSeconds, packetNumber, layers, line, filled }, index) => ({
      number: index + 1,
      micros: toMicros(timeSeconds),
      bytes,
      layers,
      linkType: linkTypes.ethernet,
      line,
      filled: [...(linked[packetNumber - 1]?.filled ?? []), ...filled],
    })),
    diagnostics: result.findings.map((finding) => diagnosticOf(finding, packets)),
  };
}

/** A finding of the fill at the line that made its first frame. */
function diagnosticOf(finding: FillFinding, packets: readonly ScriptPacket[]): Diagnostic {
  const packet = packets[(finding.packets[0] ?? 1) - 1];
  const severity = finding.severity === "error" ? "error" : "warn";
  return { ...diagnosticAt(packet?.line ?? 1, finding), severity };
}

function diagnosticAt(
  line: number,
  fault: { readonly code: string; readonly message: string; readonly hint?: string },
): Diagnostic {
  const { code, message, hint } = fault;
  return { code, severity: "error", line, column: 1, message, ...(hint === undefined ? {} : { hint }) };
}

function toMicros(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6));
}

/** Two hosts on one link, as the endpoints file documents them: nothing is learned without a scenario. */
interface ScriptHosts {
  readonly client: ScriptHost;
  readonly server: ScriptHost;
  readonly framing: Framing;
}

function readScriptHosts(options: ScriptRunnerOptions, { env, cwd }: CliContext): ScriptHosts {
  const flags = { config: options.config, endpoints: options.endpoints };
  const { endpointsFile } = loadConfig({ env, cwd, flags });
  const endpoints = readYamlFile(endpointsFile, endpointsSchema);
  const { client, server } = resolveScriptHosts(endpoints, readPersonas({}, cwd));
  const roundTripMicros = Math.round(endpoints.router.roundTripMs * 1000);
  return {
    client,
    server,
    framing: { kind: "local", client, peer: { ...server, hops: 0, roundTripMicros } },
  };
}

/** An Ethernet header between the two hosts where the script set none, in the direction of the IP addresses. */
function putOnLink(
  layers: readonly ScriptLayer[],
  { client, server }: ScriptHosts,
  filled: FilledField[],
): readonly ScriptLayer[] {
  const ip = layers.find((layer) => layer.name === "IP");
  if (ip === undefined) return layers;
  const fromServer = ip.fields.source === server.ip || ip.fields.destination === client.ip;
  const [from, to] = fromServer ? [server, client] : [client, server];
  const [first, ...rest] = layers;
  const isFramed = first?.name === "Ether";
  const ether = fillUnset(
    isFramed ? first : { name: "Ether" as const, fields: {} },
    { source: [from.mac, "link"], destination: [to.mac, "link"] },
    filled,
  );
  return isFramed ? [ether, ...rest] : [ether, ...layers];
}
