import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const manifest = { name: "small", version: "1.0.0", private: true, type: "module" };
/** The same with a package beside it, which npm needs no network for. */
const withPackage = { ...manifest, dependencies: { beside: "file:beside" } };
const lockFile = {
  ...manifest,
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": withPackage,
    beside: { version: "1.0.0" },
    "node_modules/beside": { resolved: "beside", link: true },
  },
};
const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  outDir: "dist",
  rootDir: ".",
  types: [],
  lib: ["es5"],
  incremental: true,
  tsBuildInfoFile: "dist/.tsbuildinfo",
};

/** A project with one source, our scripts, and our compiler. */
async function smallProject(options: { installed: boolean }): Promise<string> {
  const root = await temporaryFolder("project");
  await cp(join(packageRoot(), "scripts"), join(root, "scripts"), { recursive: true });
  await writeFile(
    join(root, "scripts/build-workflow-bundle.mjs"),
    'import { writeFileSync } from "node:fs"; writeFileSync("dist/workflow-bundle.js", "bundle");',
  );
  await writeFile(
    join(root, "scripts/build-report-page.mjs"),
    'import { writeFileSync } from "node:fs"; writeFileSync("dist/report-page.json", "page");',
  );
  await mkdir(join(root, "src"));
  await writeFile(join(root, "src/a.ts"), "export const a: number = 1;\n");
  await writeFile(join(root, "package.json"), JSON.stringify(manifest));
  await writeFile(join(root, "package-lock.json"), JSON.stringify(lockFile));
  await writeFile(join(root, "tsconfig.build.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  if (options.installed) {
    await mkdir(join(root, "node_modules"));
    await writeFile(join(root, "node_modules/.package-lock.json"), "{}");
    await symlink(join(packageRoot(), "node_modules/typescript"), join(root, "node_modules/typescript"));
  }
  return root;
}

function bootstrap(root: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

const times = (text: string, part: string): number => text.split(part).length - 1;

describe("bringing a project up to date", { timeout: 60_000 }, () => {
  it("builds once for two that ask at once, and not again", async () => {
    const root = await smallProject({ installed: true });
    const both = await Promise.all([outcome(bootstrap(root, "build")), outcome(bootstrap(root, "build"))]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const said = both.map((one) => one.said).join("");
    expect(times(said, "wiretale: building …")).toBe(1);
    expect(times(said, "waiting for process")).toBeLessThanOrEqual(1);
    expect(await readFile(join(root, "dist/src/a.js"), "utf8")).toContain("a = 1");
    expect(await outcome(bootstrap(root, "build"))).toEqual({ code: 0, said: "" });
    expect((await readdir(root)).filter((name) => name.startsWith(".bootstrap"))).toEqual([]);
  });

  it("builds again when a source has another content, not when it was only touched", async () => {
    const root = await smallProject({ installed: true });
    await outcome(bootstrap(root, "build"));
    await utimes(join(root, "src/a.ts"), new Date(), new Date(Date.now() + 60_000));
    expect((await outcome(bootstrap(root, "build"))).said).toBe("");
    await writeFile(join(root, "src/a.ts"), "export const a: number = 2;\n");
    expect((await outcome(bootstrap(root, "build"))).said).toContain("building …");
    expect(await readFile(join(root, "dist/src/a.js"), "utf8")).toContain("a = 2");
  });

  it("shows what does not compile, and builds when it is mended", async () => {
    const root = await smallProject({ installed: true });
    await writeFile(join(root, "src/a.ts"), 'export const a: number = "1";\n');
    const broken = await outcome(bootstrap(root, "build"));
    expect(broken.code).toBe(3);
    expect(broken.said).toMatch(/src\/a\.ts\(1,14\).*TS2322[^]*error: the sources do not compile/);
    expect((await outcome(bootstrap(root, "build"))).code).toBe(3);
    await writeFile(join(root, "src/a.ts"), "export const a: number = 1;\n");
    expect((await outcome(bootstrap(root, "build"))).code).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends on %s with 130, and builds whole the next time",
    async (signal) => {
      const root = await smallProject({ installed: true });
      const child = bootstrap(root, "build");
      const ended = outcome(child);
      await expect.poll(() => readdir(root), { timeout: 10_000, interval: 5 }).toContain(".bootstrap.lock");
      child.kill(signal);
      expect((await ended).code).toBe(130);
      expect(await readdir(root)).not.toContain(".bootstrap.lock");
      expect((await outcome(bootstrap(root, "build"))).code).toBe(0);
      expect(await readFile(join(root, "dist/workflow-bundle.js"), "utf8")).toBe("bundle");
    },
  );

  it("builds anew what a killed build left, compiler's memory included", async () => {
    const root = await smallProject({ installed: true });
    await outcome(bootstrap(root, "build"));
    // As after a SIGKILL between the compiler and the stamp, with an output that never reached the disk.
    await rm(join(root, "dist/.build-stamp"));
    await writeFile(join(root, "dist/src/a.js"), "");
    await outcome(bootstrap(root, "build"));
    expect(await readFile(join(root, "dist/src/a.js"), "utf8")).toContain("a = 1");
  });

  it("installs what is missing, once", async () => {
    const root = await smallProject({ installed: false });
    await writeFile(join(root, "package.json"), JSON.stringify(withPackage));
    await mkdir(join(root, "beside"));
    await writeFile(join(root, "beside/package.json"), '{"name":"beside","version":"1.0.0"}');
    const first = await outcome(bootstrap(root, "test:unit", "--version"));
    // The project has no vitest to run: what matters is what came before.
    expect(first.said).toMatch(/installing packages \(npm ci\) …[^]*packages installed in/);
    expect((await outcome(bootstrap(root, "test:unit", "--version"))).said).not.toContain("npm ci");
    await writeFile(join(root, "package-lock.json"), JSON.stringify(lockFile, null, 1));
    await utimes(join(root, "package-lock.json"), new Date(), new Date(Date.now() + 60_000));
    expect((await outcome(bootstrap(root, "test:unit", "--version"))).said).toContain("npm ci");
  });

  it("knows its commands", async () => {
    const { code, said } = await outcome(bootstrap(packageRoot(), "demos"));
    expect(code).toBe(2);
    expect(said).toContain("usage: node scripts/bootstrap.mjs COMMAND");
  });
});
