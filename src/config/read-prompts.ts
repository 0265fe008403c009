import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../contracts/errors.js";
import { packageRoot } from "./package-root.js";
import { readTextFile } from "./yaml-file.js";

/** The texts of one expert's prompt, as they stand in its folder. */
export interface PromptFolder {
  readonly system: string;
  readonly task: string;
  readonly repair: string;
  /** Worked examples in the order of their file names. */
  readonly examples: readonly string[];
}

/**
 * Reads `prompts/<folder>/`: `system.md`, `task.md`, `repair.md` and `examples/*.md`.
 * @throws ConfigError naming the file that is missing
 */
export function readPrompts(folder: string, root: string = join(packageRoot(), "prompts")): PromptFolder {
  const path = join(root, folder);
  const text = (file: string): string => readTextFile(join(path, file));
  return {
    system: text("system.md"),
    task: text("task.md"),
    repair: text("repair.md"),
    examples: exampleFiles(path).map((file) => text(join("examples", file))),
  };
}

function exampleFiles(path: string): string[] {
  try {
    return readdirSync(join(path, "examples"))
      .filter((file) => file.endsWith(".md"))
      .sort();
  } catch (cause) {
    throw new ConfigError(`${join(path, "examples")}: cannot be read`, "install the package anew", cause);
  }
}
