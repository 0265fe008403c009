import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../contracts/errors.js";
import type { PromptTexts } from "../contracts/prompt.js";

/** Reads the texts of one expert's prompt from `directory/<folder>`. Throws `ConfigError` naming the file. */
export async function loadPrompts(directory: string, folder: string): Promise<PromptTexts> {
  const at = (...names: string[]) => join(directory, folder, ...names);
  const names = (await list(at("examples"))).filter((name) => name.endsWith(".md")).sort();
  const [system, task, repair, ...examples] = await Promise.all(
    [at("system.md"), at("task.md"), at("repair.md"), ...names.map((name) => at("examples", name))].map(read),
  );
  return { system: system ?? "", task: task ?? "", repair: repair ?? "", examples };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError(
      `cannot read the prompt ${path}`,
      "each expert needs system.md, task.md and repair.md",
      error,
    );
  }
}

async function list(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    throw new ConfigError(
      `cannot read the examples in ${path}`,
      "each expert has a folder of worked examples",
      error,
    );
  }
}
