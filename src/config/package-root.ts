import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../contracts/errors.js";

/** Wiretale's own folder, wherever this code was built to: where `prompts/`, `personas/` and `examples/` are. */
export function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (isOurs(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) {
      throw new ConfigError(`Wiretale's own files are not above ${start}`, "install the package anew");
    }
  }
}

function isOurs(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const value: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof value === "object" && value !== null && "name" in value && value.name === "wiretale";
}
