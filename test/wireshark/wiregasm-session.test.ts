import { expect, it } from "vitest";
import { dissectCapture, startWiregasm } from "../../src/wireshark/wiregasm-session.mjs";
import { captureOf, frameOf, pcapOf } from "./captures.js";

interface FileSystem {
  readdir(path: string): string[];
  stat(path: string): { readonly mode: number };
  isDir(mode: number): boolean;
}

/** Every file of the module's virtual file system, devices and processes left out. */
function filesOf(fs: FileSystem, folder = "/"): string[] {
  return fs
    .readdir(folder)
    .filter((name) => name !== "." && name !== "..")
    .map((name) => (folder === "/" ? `/${name}` : `${folder}/${name}`))
    .filter((path) => !["/dev", "/proc"].includes(path))
    .flatMap((path) => (fs.isDir(fs.stat(path).mode) ? [path, ...filesOf(fs, path)] : [path]));
}

const limits = { maxExpertInfo: 100, limitMs: 60_000 };

it("wiregasm keeps no file of any capture", async () => {
  const wiregasm = (await startWiregasm()) as { readonly FS: FileSystem };
  const before = filesOf(wiregasm.FS);
  expect(before.length).toBeGreaterThan(10);
  const captures = [
    captureOf(["syn", "reset"]),
    captureOf(["syn", "reset"]).subarray(0, 90),
    pcapOf(Array<Uint8Array>(500).fill(frameOf("dnsLoop"))),
    new TextEncoder().encode("no capture"),
  ];
  for (const capture of captures) {
    dissectCapture(wiregasm, capture, limits);
    expect(filesOf(wiregasm.FS)).toEqual(before);
  }
}, 60_000);

it("a capture whose time is up keeps the entries found so far and says where it stopped", async () => {
  const wiregasm: unknown = await startWiregasm();
  const answer = dissectCapture(wiregasm, captureOf(["reset", "reset"]), { ...limits, limitMs: -1 });
  expect(answer).toMatchObject({ frames: 2, entries: [], limit: "Wireshark's time was up at frame 1" });
}, 60_000);
