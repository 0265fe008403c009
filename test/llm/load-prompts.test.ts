import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadPrompts } from "../../src/llm/load-prompts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

it("reads a prompt with its examples in order, and names the part that is missing", async () => {
  const root = await temporaryFolder("prompts");
  await mkdir(join(root, "x/examples"), { recursive: true });
  for (const file of ["system.md", "task.md", "examples/2.md", "examples/1.md", "examples/notes.txt"]) {
    await writeFile(join(root, "x", file), file);
  }
  await expect(loadPrompts(root, "x")).rejects.toThrow(`cannot read the prompt ${join(root, "x/repair.md")}`);
  await writeFile(join(root, "x/repair.md"), "repair.md");
  expect(await loadPrompts(root, "x")).toEqual({
    system: "system.md",
    task: "task.md",
    repair: "repair.md",
    examples: ["examples/1.md", "examples/2.md"],
  });
});
