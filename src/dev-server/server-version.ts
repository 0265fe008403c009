import { execFile } from "node:child_process";

/** The oldest server Wiretale runs on. */
export const oldestServer = "1.29.0";

/** What a `temporal` program is worth to us. */
export type Inspected =
  | { readonly usable: true; readonly path: string; readonly version: string }
  | { readonly usable: false; readonly path: string; readonly reason: string };

/**
 * Asks a program for its version and judges the server inside it: the CLI's own number says nothing, it is `0.0.0-DEV`
 * after `go install`.
 */
export async function inspectServer(path: string): Promise<Inspected> {
  const answer = await versionText(path);
  if (answer.error !== undefined) return { usable: false, path, reason: answer.error };
  const version = /\bServer v?(\d+\.\d+\.\d+)/.exec(answer.text)?.[1];
  if (version === undefined) {
    const said = JSON.stringify(answer.text.trim().slice(0, 80));
    return { usable: false, path, reason: `it does not name its server: it says ${said}` };
  }
  if (compareVersions(version, oldestServer) < 0) {
    return { usable: false, path, reason: `its server is ${version}; ${oldestServer} or newer is needed` };
  }
  return { usable: true, path, version };
}

/** Negative, zero or positive, as for sorting. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionText(path: string): Promise<{ text: string; error?: string }> {
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: 20_000, maxBuffer: 1 << 20 }, (error, stdout) => {
      if (error === null) resolve({ text: stdout });
      else resolve({ text: "", error: `it does not run: ${error.message.split("\n")[0] ?? ""}` });
    });
  });
}
