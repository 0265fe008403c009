/** Has the `check` command judge hostile captures in this process, and says what it must never do. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cli } from "../cli/support.js";

export interface JudgedHostile {
  readonly code: number;
  /** Of processor time, of all threads: what else the machine does counts little. */
  readonly milliseconds: number;
  /** Octets by which the process grew. */
  readonly grown: number;
  /** What is wrong with the answer; undefined where nothing is. */
  readonly problem: string | undefined;
}

/** One file, from standard input: an exit code of a judged or refused file, and a document or an error. */
export async function judgeHostile(bytes: Uint8Array, profile: "real" | "generated"): Promise<JudgedHostile> {
  const before = process.memoryUsage.rss();
  const start = process.cpuUsage();
  const argv = ["check", "--no-wireshark", "--json", "--profile", profile, "-"];
  const { code, stdout, stderr } = await cli(argv, { stdin: bytes });
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  return {
    code,
    milliseconds,
    grown: process.memoryUsage.rss() - before,
    problem: problemOf(code, stdout, stderr),
  };
}

function problemOf(code: number, stdout: string, stderr: string): string | undefined {
  if (code === 2)
    return stdout === "" && /^error: standard input: /.test(stderr)
      ? undefined
      : `refused with ${stderr || stdout}`;
  if (code !== 0 && code !== 1) return `exit ${code}: ${stderr}`;
  if (stderr !== "") return `said ${stderr}`;
  const document = JSON.parse(stdout) as {
    frames: number;
    counts: { error: number };
    findings: { severity: string; message: string }[];
  };
  if (code === 1 && document.counts.error === 0) return "exit 1 without an error";
  const odd = document.findings.find(
    ({ message }) => /undefined|NaN|\[object/.test(message) || message.length > 2000,
  );
  return odd?.message;
}

/** Captures of the repository, and of the test data where there are some. */
export function captureCorpus(data: string | undefined): readonly Uint8Array[] {
  const own = fileURLToPath(new URL("../validators/captures/", import.meta.url));
  const folders =
    data === undefined ? [own] : [own, join(data, "captures/real"), join(data, "captures/tcpdump")];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.pcap(ng)?$/.test(name))
      .sort()
      .map((name) => new Uint8Array(readFileSync(join(folder, name)))),
  );
}
