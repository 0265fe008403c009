// Real Scapy beside our interpreter: runs scripts under it and compares what both sides make of them.

import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What a side makes of a script; `record-scapy.py` prints the same shape.
 * @typedef {{ hex: string, time: number, layers: string[] } | { error: string, message: string }} SideFrame
 * @typedef {{ frames: SideFrame[], error?: { type: string, message: string, line: number | null, endLine?: number | null } }} SideResult
 * @typedef {{ frames: readonly SideFrame[], diagnostics: readonly { line: number, message: string }[] }} OwnResult
 * @typedef {"identical" | "differing" | "bothRefuse" | "onlyWeRefuse" | "onlyScapyRefuses"} Verdict
 */

/** The seed and start that both sides use: `record-scapy.py` has the same. */
export const sideOptions = /** @type {const} */ ({ seed: 7, startSeconds: 1_700_000_000 });

const python = "/usr/bin/python3";
const recorder = fileURLToPath(new URL("record-scapy.py", import.meta.url));

/** Whether this machine has Scapy 2.5.0 and may make a network namespace without interfaces. */
export function hasScapy() {
  const probe = "import scapy; assert scapy.VERSION == '2.5.0'";
  return spawnSync("unshare", ["-n", python, "-c", probe], { stdio: "ignore" }).status === 0;
}

/**
 * Runs scripts under real Scapy in order, each in a process of its own, or `together` in one: for scripts that change
 * nothing but their variables.
 * @param {readonly { id: string, script: string }[]} scripts
 * @param {number} [together]
 * @returns {Promise<SideResult[]>}
 */
export async function runUnderScapy(scripts, together = 1) {
  if (scripts.length < 200) return runWithOneRecorder(scripts, together);
  const half = Math.ceil(scripts.length / 2);
  const halves = [scripts.slice(0, half), scripts.slice(half)];
  return (await Promise.all(halves.map((each) => runWithOneRecorder(each, together)))).flat();
}

/**
 * @param {readonly { id: string, script: string }[]} scripts
 * @param {number} together
 * @returns {Promise<SideResult[]>}
 */
async function runWithOneRecorder(scripts, together) {
  const child = spawn("unshare", ["-n", python, recorder, "run", String(together)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (/** @type {string} */ chunk) => {
    output += chunk;
  });
  /** @type {Promise<void>} */
  const done = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`record-scapy.py ended with ${code}`));
    });
  });
  child.stdin.end(scripts.map(({ id, script }) => `${JSON.stringify({ id, script })}\n`).join(""));
  await done;
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/**
 * Frames as lines to compare: time to the microsecond, layers, octets. Frames that failed are left out.
 * @param {readonly SideFrame[]} frames
 */
export function frameLines(frames) {
  return frames.flatMap((frame) =>
    "hex" in frame ? [`${frame.time.toFixed(6)} ${frame.layers.join("/")} ${frame.hex}`] : [],
  );
}

/**
 * Whether any part of a script was refused by Scapy.
 * @param {SideResult} result
 */
export function isRefused(result) {
  return result.error !== undefined || result.frames.some((frame) => "error" in frame);
}

/**
 * How both sides agree. Refusing together means: the same frames before, and at the same place, as `refusedElsewhere` has it.
 * @param {OwnResult} ours
 * @param {SideResult} theirs
 * @returns {{ verdict: Verdict, difference?: string }}
 */
export function compareSides(ours, theirs) {
  const refusedHere = ours.diagnostics.length > 0;
  const refusedThere = isRefused(theirs);
  if (refusedHere && !refusedThere) {
    const [first] = ours.diagnostics;
    return { verdict: "onlyWeRefuse", difference: `line ${first?.line}: ${first?.message}` };
  }
  if (refusedThere && !refusedHere) {
    const { type, message } = theirs.error ?? { type: "build", message: buildError(theirs) };
    return { verdict: "onlyScapyRefuses", difference: `${type}: ${message}` };
  }
  const difference = firstDifference(ours.frames, theirs.frames);
  if (difference !== undefined) return { verdict: "differing", difference };
  const elsewhere = refusedElsewhere(ours.diagnostics, theirs);
  if (elsewhere !== undefined) return { verdict: "differing", difference: elsewhere };
  return { verdict: refusedHere ? "bothRefuse" : "identical" };
}

/**
 * A script that fails while it runs must fail in the same expression: before that, our side may name no more places than
 * there are packets that Scapy cannot build. Python names one syntax error, our side all: its line must be among them.
 * @param {OwnResult["diagnostics"]} diagnostics In the order of the script.
 * @param {SideResult} theirs
 */
function refusedElsewhere(diagnostics, { error, frames }) {
  const line = error?.line;
  if (typeof line !== "number") return undefined;
  const endLine = error?.endLine ?? line;
  const at = diagnostics.findIndex((each) => each.line >= line && each.line <= endLine);
  const isSyntax = ["SyntaxError", "IndentationError", "TabError"].includes(error?.type ?? "");
  const before = isSyntax ? diagnostics.length : frames.filter((frame) => "error" in frame).length;
  if (at >= 0 && at <= before) return undefined;
  return `refused at line ${diagnostics[0]?.line} here, at line ${line} by Scapy`;
}

/** @param {SideResult} result */
function buildError({ frames }) {
  const failed = frames.find((frame) => "error" in frame);
  return failed !== undefined && "error" in failed ? `${failed.error}: ${failed.message}` : "";
}

/**
 * @param {readonly SideFrame[]} ours
 * @param {readonly SideFrame[]} theirs
 */
function firstDifference(ours, theirs) {
  const here = ours.filter((frame) => "hex" in frame);
  const there = theirs.filter((frame) => "hex" in frame);
  for (const [index, one] of here.entries()) {
    const other = there[index];
    if (other === undefined || !("hex" in one) || !("hex" in other)) break;
    const at = `frame ${index + 1}`;
    if (one.layers.join("/") !== other.layers.join("/"))
      return `${at}: ${one.layers.join("/")} here, ${other.layers.join("/")} by Scapy`;
    if (one.hex !== other.hex) return `${at}, ${differingOctet(one.hex, other.hex, one.layers)}`;
    if (one.time.toFixed(6) !== other.time.toFixed(6))
      return `${at}, time: ${one.time.toFixed(6)} here, ${other.time.toFixed(6)} by Scapy`;
  }
  return here.length === there.length ? undefined : `${here.length} frames here, ${there.length} by Scapy`;
}

/**
 * @param {string} one
 * @param {string} other
 * @param {readonly string[]} layers
 */
function differingOctet(one, other, layers) {
  let octet = 0;
  while (one.slice(octet * 2, octet * 2 + 2) === other.slice(octet * 2, octet * 2 + 2)) octet += 1;
  const values = `${one.slice(octet * 2, octet * 2 + 2) || "end"} here, ${other.slice(octet * 2, octet * 2 + 2) || "end"} by Scapy`;
  return `octet ${octet} (${fieldAt(octet, layers)}): ${values}`;
}

/** Fields by the offset where they begin, with the header's length, for layers of one length. */
const offsets = /** @type {Record<string, readonly [number, string][]>} */ ({
  Ether: [[0, "dst"], [6, "src"], [12, "type"], [14, ""]],
  ARP: [[0, "hwtype"], [2, "ptype"], [4, "hwlen"], [5, "plen"], [6, "op"], [8, "addresses"]],
  IP: [[0, "version, ihl"], [1, "tos"], [2, "len"], [4, "id"], [6, "flags, frag"], [8, "ttl"], [9, "proto"], [10, "chksum"], [12, "src"], [16, "dst"], [20, ""]],
  UDP: [[0, "sport"], [2, "dport"], [4, "len"], [6, "chksum"], [8, ""]],
  TCP: [[0, "sport"], [2, "dport"], [4, "seq"], [8, "ack"], [12, "dataofs, flags"], [14, "window"], [16, "chksum"], [18, "urgptr"], [20, ""]],
  ICMP: [[0, "type"], [1, "code"], [2, "chksum"], [4, "rest"]],
  DNS: [[0, "id"], [2, "flags"], [4, "qdcount"], [6, "ancount"], [8, "nscount"], [10, "arcount"], [12, "sections"]],
}); // prettier-ignore

/**
 * @param {number} octet
 * @param {readonly string[]} layers
 */
function fieldAt(octet, layers) {
  let left = octet;
  for (const layer of layers) {
    const fields = offsets[layer];
    if (fields === undefined) return layer;
    const [length, last] = fields[fields.length - 1] ?? [0, ""];
    if (last === "" && left >= length) {
      left -= length;
      continue;
    }
    return `${layer}.${fields.findLast(([start]) => start <= left)?.[1] ?? ""}`;
  }
  return "payload";
}
