import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runOpen, type OpenOptions } from "../../cli/commands/open.js";
import { findOpener } from "../../cli/open-page.js";
import { createFileArtifactStore, createFileRecords } from "../../src/artifacts/fs.js";
import { statePaths } from "../../src/config/state-paths.js";
import { runRecordKeys } from "../../src/contracts/names.js";
import { catchingContext } from "./catching-context.js";

const id = "day-example.com-3fa94c0d11e2";

let folder: string;
let stdout: string;
let stderr: string;
let launched: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-open-"));
  stdout = "";
  stderr = "";
  launched = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function environment() {
  return { WIRETALE_HOME: join(folder, "state") };
}

/** `hasBrowser`: whether whoever is asked to show the page does. */
function open(workflowId: string | undefined, options: OpenOptions = {}, hasBrowser = true) {
  const context = catchingContext(
    { cwd: folder, env: environment() },
    (text) => (stdout += text),
    (text) => (stderr += text),
  );
  return runOpen(workflowId, options, context, (path) => {
    launched.push(path);
    return Promise.resolve(hasBrowser);
  });
}

async function writePage(run: string, secondsOld: number): Promise<string> {
  const path = join(folder, "wiretale-out", run, "report.html");
  await mkdir(join(folder, "wiretale-out", run), { recursive: true });
  await writeFile(path, "page");
  const at = Date.now() / 1000 - secondsOld;
  await utimes(path, at, at);
  return path;
}

describe("open", () => {
  it("opens the page of a run and prints its path", async () => {
    const path = await writePage(id, 0);
    expect(await open(id)).toBe(0);
    expect({ launched, stdout, stderr }).toEqual({
      launched: [path],
      stdout: `${path}\n`,
      stderr: "opened in the browser\n",
    });
  });

  it("says that there is no browser", async () => {
    const path = await writePage(id, 0);
    expect(await open(id, {}, false)).toBe(0);
    expect(stdout).toBe(`${path}\n`);
    expect(stderr).toContain("there is no browser here");
  });

  it("without an id takes the page that was written last", async () => {
    await writePage("old", 20);
    const newest = await writePage("new", 5);
    await writePage("middle", 10);
    await mkdir(join(folder, "wiretale-out", "without-page"));
    expect(await open(undefined)).toBe(0);
    expect(launched).toEqual([newest]);
  });

  it("with --print opens nothing", async () => {
    const path = await writePage(id, 0);
    expect(await open(id, { print: true })).toBe(0);
    expect({ launched, stdout, stderr }).toEqual({ launched: [], stdout: `${path}\n`, stderr: "" });
  });

  it("with --json says where it is and whether it was opened", async () => {
    const page = await writePage(id, 0);
    expect(await open(id, { json: true })).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ page, opened: true });
  });

  it("knows no page where no run was", async () => {
    await expect(open(undefined)).rejects.toMatchObject({
      code: "usage",
      message: /no run has left a page/u,
    });
  });

  it("refuses what is no id, and a run that nobody knows", async () => {
    await expect(open("../etc")).rejects.toMatchObject({ code: "usage", message: /not the id of a run/u });
    await expect(open(id)).rejects.toMatchObject({ message: `the artifact store knows no run ${id}` });
  });

  it("says that a run has not completed", async () => {
    const store = statePaths(environment(), folder).store;
    createFileArtifactStore(store);
    const runs = createFileRecords(join(store, "runs"), () => undefined);
    await runs.put(runRecordKeys.run(id), { request: {}, payer: "payer-1", runId: "run-1" });
    await expect(open(id)).rejects.toMatchObject({
      message: `${id} has not completed, so there is no page of it`,
    });
  });
});

describe("who opens a page", () => {
  it("is nobody without a screen, nobody without the program, else the desktop's own", async () => {
    await writeFile(join(folder, "xdg-open"), "#!/bin/sh\n");
    await chmod(join(folder, "xdg-open"), 0o755);
    await symlink(join(folder, "xdg-open"), join(folder, "open"));
    const PATH = `/nowhere:${folder}`;
    expect(await findOpener({ PATH }, "linux")).toBeUndefined();
    expect(await findOpener({ PATH: "/nowhere", DISPLAY: ":0" }, "linux")).toBeUndefined();
    expect(await findOpener({ PATH, DISPLAY: "" }, "linux")).toBeUndefined();
    expect(await findOpener({ PATH, DISPLAY: ":0" }, "linux")).toBe(join(folder, "xdg-open"));
    expect(await findOpener({ PATH, WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(join(folder, "xdg-open"));
    expect(await findOpener({ PATH }, "darwin")).toBe(join(folder, "open"));
  });
});
