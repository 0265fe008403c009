import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PcapngFrame } from "../../src/capture/pcapng.js";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { notTested, testData } from "../support/not-tested.js";
import { compareFrame } from "./tshark/compare-fields.js";
import { dissect, tsharkVersion } from "./tshark/dissect.js";
import { explain } from "./tshark/explained-disagreements.js";

/**
 * Field by field beside tshark: addresses, protocols, ports, flags, numbers, options, names, records, start lines and
 * checksums of every frame. A disagreement that `explained-disagreements.ts` does not cover is a failure.
 */
interface Source {
  /** Where the frame is from, for whoever reads a failure. */
  readonly name: string;
  readonly frame: PcapngFrame & { readonly linkType: number };
}

interface Report {
  readonly frames: number;
  readonly fields: number;
  /** Disagreements by the name of their explanation. */
  readonly explained: ReadonlyMap<string, number>;
  readonly unexplained: readonly string[];
}

function compareAll(sources: readonly Source[]): Report {
  const theirs = dissect(sources.map(({ frame }) => frame));
  expect(theirs).toHaveLength(sources.length);
  let fields = 0;
  const explained = new Map<string, number>();
  const unexplained: string[] = [];
  sources.forEach(({ name, frame }, index) => {
    const fieldsOfTshark = theirs[index] ?? new Map<string, readonly string[]>();
    const decoded = decodeFrame(frame.bytes, frame.linkType, index + 1, frame.originalLength);
    const { compared, disagreements } = compareFrame(decoded, fieldsOfTshark);
    fields += compared;
    for (const disagreement of disagreements) {
      const explanation = explain(disagreement, decoded, fieldsOfTshark);
      if (explanation !== undefined)
        explained.set(explanation.name, (explained.get(explanation.name) ?? 0) + 1);
      else
        unexplained.push(
          `${name} ${disagreement.field}: ${disagreement.ours}, tshark ${disagreement.theirs}`,
        );
    }
  });
  return { frames: sources.length, fields, explained, unexplained };
}

function formatReport(
  what: string,
  version: string,
  { frames, fields, explained, unexplained }: Report,
): string {
  const total = [...explained.values()].reduce((sum, count) => sum + count, unexplained.length);
  const classes = [...explained].sort().map(([name, count]) => `${name} ${count}`);
  return `${what}: ${fields} fields of ${frames} frames beside tshark ${version}, ${total} disagreements, ${unexplained.length} unexplained (${classes.join(", ")})`;
}

const captureNames = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort();

function framesOfCaptures(folder: string): readonly Source[] {
  return captureNames(folder).flatMap((name) => {
    const decoded = decodeCapture(readFileSync(join(folder, name)));
    if (!decoded.ok) return [];
    return decoded.value.frames.map((frame) => ({
      name: `${name}#${frame.frameNumber}`,
      frame: { ...frame, linkType: frame.interface.linkType },
    }));
  });
}

function framesOfScripts(file: string): readonly Source[] {
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly id: string; readonly script?: unknown });
  return rows.flatMap(({ id, script }) => {
    if (typeof script !== "string") return [];
    return runScript(script, { seed: 7, startSeconds: 1_700_000_000 }).packets.flatMap(
      ({ layers }, index) => {
        const encoded = encodeScriptPacket(layers);
        if (!encoded.ok) return [];
        const { bytes, linkType } = encoded.value;
        const frame = {
          timeNanos: BigInt(index) * 1_000_000n,
          bytes,
          originalLength: bytes.length,
          linkType,
        };
        return [{ name: `${id}#${index + 1}`, frame }];
      },
    );
  });
}

/** Frames and octets of every file whose link type it knows, from one capinfos for all of them. */
function capinfos(files: readonly string[]) {
  const { stdout, stderr } = spawnSync("capinfos", ["-T", "-r", "-M", "-c", "-d", ...files], {
    encoding: "utf8",
  });
  const counts = new Map<string, { readonly frames: number; readonly octets: number }>();
  for (const line of stdout.split("\n")) {
    const [file, frames, octets] = line.split("\t");
    if (file !== undefined && octets !== undefined)
      counts.set(file, { frames: Number(frames), octets: Number(octets) });
  }
  return { counts, unsupported: [...stderr.matchAll(/network type \d+ unknown or unsupported/g)].length };
}

const version = tsharkVersion();
if (version === undefined) notTested("fields beside tshark", "install tshark");
else if (testData === undefined) {
  notTested("fields beside tshark", "set WIRETALE_TEST_DATA to the folder that holds captures/ and paper/");
} else {
  const captures = join(testData, "captures");
  const scripts = join(testData, "paper", "scripts.jsonl");

  describe(`beside tshark ${version}`, () => {
    it("every field of every frame of the captures", { timeout: 180_000 }, () => {
      const report = compareAll(framesOfCaptures(captures));
      console.log(formatReport("captures", version, report));
      expect(report.unexplained).toEqual([]);
      expect(report.fields).toBeGreaterThan(70_000);
    });

    it.runIf(existsSync(scripts))(
      "every field of every frame of the recorded scripts",
      { timeout: 180_000 },
      () => {
        const report = compareAll(framesOfScripts(scripts));
        console.log(formatReport("recorded scripts", version, report));
        expect(report.unexplained).toEqual([]);
        expect(report.fields).toBeGreaterThan(130_000);
      },
    );

    it("every capture has the frames and octets that capinfos counts", { timeout: 60_000 }, () => {
      const files = captureNames(captures).map((name) => join(captures, name));
      const { counts, unsupported } = capinfos(files);
      expect(counts.size + unsupported).toBe(files.length);
      for (const [file, theirs] of counts) {
        const decoded = decodeCapture(readFileSync(file));
        const frames = decoded.ok ? decoded.value.frames : [];
        const octets = frames.reduce((sum, frame) => sum + frame.originalLength, 0);
        expect({ file, frames: frames.length, octets }).toEqual({ file, ...theirs });
      }
    });
  });
}
