import { createHash } from "node:crypto";
import { linkTypes } from "../../src/capture/link-type.js";
import { encodePcap } from "../../src/capture/pcap.js";
import type { Diagnostic, Finding } from "../../src/contracts/finding.js";
import type { Framing, RemoteHost, Host } from "../../src/contracts/framing.js";
import type { LearnedFact } from "../../src/contracts/learned.js";
import type { ConversationSummary } from "../../src/contracts/summary.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { readPersona } from "../../src/config/read-persona.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { fillPackets } from "../../src/personas/fill-packets.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { checkIntent } from "../../src/validators/check-intent.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";

/** What came of a script that was run, filled and judged like an expert's answer. */
export interface JudgedScript {
  readonly cleanup: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  readonly frames: readonly FlowFrame[];
  /** The frames as a pcap file. */
  readonly pcap: Uint8Array;
}

const clientMac = "a4:34:d9:01:02:03";
const start = 1741064767;

/** Runs the script as the answer to the summary, between the default hosts, and judges its frames with the strict profile. */
export function judgeScript(script: string, summary: ConversationSummary, seed = 1): JudgedScript {
  const framing = framingFor(summary);
  const run = runScript(script, { seed, startSeconds: start });
  const fillSeed = createHash("sha256").update(`fill ${seed}`).digest();
  const filled = fillPackets(run.packets, framing, { seed: fillSeed, startSeconds: start });
  const captured = filled.frames.map(({ bytes, timeSeconds }, index) => ({
    frameNumber: index + 1,
    timeNanos: BigInt(Math.round(timeSeconds * 1e6)) * 1000n,
    bytes,
    originalLength: bytes.length,
  }));
  const frames = captured.map(({ bytes, timeNanos, frameNumber }) => ({
    frameNumber,
    timeNanos,
    decoded: decodeFrame(bytes, linkTypes.ethernet, frameNumber, bytes.length),
  }));
  return {
    cleanup: run.cleanup,
    diagnostics: run.diagnostics,
    findings: [
      ...filled.findings,
      ...checkFrames(frames, { profile: "generated" }),
      ...checkIntent(frames, summary, framing),
    ],
    frames,
    pcap: encodePcap(linkTypes.ethernet, captured),
  };
}

/** Everything about a script that would send it back to its writer, a line each. */
export function faultsOf({ diagnostics, findings }: JudgedScript): string[] {
  return [
    ...diagnostics.map(({ code, line, message }) => `${code}, line ${line}: ${message}`),
    ...findings
      .filter(({ severity }) => severity === "warn" || severity === "error")
      .map(({ code, frames, message }) => `${code}, frames ${frames.join(" ")}: ${message}`),
  ];
}

/** The link a summary's conversation happens on: its own addresses, and a router that nobody had to learn of. */
export function framingFor(summary: ConversationSummary): Framing {
  const client: Host & { readonly mac: string } = {
    name: "client",
    ip: summary.source.ip,
    persona: readPersona("linux-client"),
    mac: summary.protocol === "ARP" ? summary.source.mac : clientMac,
  };
  const peer = (ip: string, persona: string): RemoteHost => ({
    name: "peer",
    ip,
    persona: readPersona(persona),
    hops: isFar(summary) ? 9 : 0,
    roundTripMicros: isFar(summary) ? 21_000 : 400,
  });
  if (summary.protocol === "ARP")
    return { kind: "local", client, peer: peer(summary.wanted.ip, "home-router") };
  const routerMac = {
    value: "50:c7:bf:8e:71:03",
    from: { conversation: "arp", frameNumber: 2, framesDigest: "sha256:0" },
  } as LearnedFact<string>;
  const persona = isFar(summary) ? "linux-server" : "home-router";
  return { kind: "routed", client, peer: peer(summary.destination.ip, persona), routerMac };
}

/** Whom the client asks by TCP stands beyond its router. */
function isFar({ protocol }: ConversationSummary): boolean {
  return protocol === "HTTP" || protocol === "TCP";
}
