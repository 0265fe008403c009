import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { isAlive, processStart } from "../../scripts/file-lock.mjs";
import { findServer } from "../../src/dev-server/find-server.js";
import { compareVersions, inspectServer } from "../../src/dev-server/server-version.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A program that answers `--version` as the Temporal CLI does, and does nothing else. */
async function program(path: string, says: string): Promise<string> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
  await chmod(path, 0o755);
  return path;
}

const good = "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)";
const old = "temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)";

/** Nothing can be fetched from here: nobody listens. */
const nowhere = "http://127.0.0.1:2";

interface Place {
  readonly cache: string;
  readonly bin: string;
  readonly lines: string[];
  find(
    env?: Record<string, string>,
    more?: { downloadBase?: string; signal?: AbortSignal },
  ): ReturnType<typeof findServer>;
}

async function place(): Promise<Place> {
  const folder = await temporaryFolder("find");
  const [cache, bin] = [join(folder, "cache"), join(folder, "bin")];
  await mkdir(bin);
  const lines: string[] = [];
  return {
    cache,
    bin,
    lines,
    find: (env = {}, more = {}) =>
      findServer({
        cache,
        // Only what tests put there, and the shell's own tools.
        env: { PATH: `${bin}:/usr/bin:/bin`, ...env },
        onProgress: (line) => lines.push(line),
        downloadBase: nowhere,
        ...more,
      }),
  };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

/** One file as POSIX tar (ustar): a header block, the bytes, padding, two empty blocks. */
function tarOf(name: string, bytes: Uint8Array): Uint8Array {
  const header = new Uint8Array(512);
  const put = (offset: number, text: string) => header.set(new TextEncoder().encode(text), offset);
  put(0, name);
  put(100, "0000755\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${bytes.length.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  // The checksum counts its own field as eight spaces.
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\u000000");
  const sum = header.reduce((total, octet) => total + octet, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  const archive = new Uint8Array(512 + Math.ceil(bytes.length / 512) * 512 + 1024);
  archive.set(header);
  archive.set(bytes, 512);
  return gzipSync(archive);
}

describe("a program's version", () => {
  it.each([
    [good, { usable: true, version: "1.29.1" }],
    ["temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)", { usable: true, version: "1.29.1" }],
    ["temporal version 1.8.2 (Server 1.31.2, UI 2.50.0)", { usable: true, version: "1.31.2" }],
    [old, { usable: false, reason: "its server is 1.27.1; 1.29.0 or newer is needed" }],
    ["tctl version 1.18.0", { usable: false, reason: expect.stringContaining("does not name its server") }],
  ])("%s", async (says, expected) => {
    const { bin } = await place();
    expect(await inspectServer(await program(join(bin, "temporal"), says))).toMatchObject(expected);
  });

  it("is not had from what does not run", async () => {
    expect(await inspectServer("/nonexistent/temporal")).toMatchObject({ usable: false });
    expect(await inspectServer("/bin/false")).toMatchObject({ usable: false });
  });

  it("is compared by number, not by text", () => {
    expect(compareVersions("1.9.0", "1.29.0")).toBeLessThan(0);
    expect(compareVersions("1.29.0", "1.29.0")).toBe(0);
    expect(compareVersions("2.0.0", "1.31.2")).toBeGreaterThan(0);
  });
});

describe("the Temporal dev server's program", () => {
  it("is the one that TEMPORAL_CLI_PATH names, or none", async () => {
    const { bin, find } = await place();
    await program(join(bin, "temporal"), good);
    const chosen = await program(join(bin, "other", "mine"), "temporal version 9 (Server 1.40.0, UI 3)");
    expect(await find({ TEMPORAL_CLI_PATH: chosen })).toMatchObject({ path: chosen, version: "1.40.0" });
    await expect(find({ TEMPORAL_CLI_PATH: join(bin, "missing") })).rejects.toMatchObject({
      code: "dev-server-missing",
      message: expect.stringContaining("TEMPORAL_CLI_PATH"),
    });
  });

  it("is the first new enough on PATH, then the cache's", async () => {
    const { bin, cache, find } = await place();
    await program(join(bin, "temporal"), old);
    const kept = await program(join(cache, "temporal-v1.5.1"), good);
    expect((await find()).path).toBe(kept);
    const second = await program(join(bin, "second", "temporal"), good);
    expect((await find({ PATH: `${bin}:${join(bin, "second")}:/usr/bin:/bin` })).path).toBe(second);
  });

  it("that cannot be had is an error that says what was tried and what helps", async () => {
    const { bin, find } = await place();
    await program(join(bin, "temporal"), old);
    const error = (await find({ PATH: bin }).catch((reason: unknown) => reason)) as Error & { hint: string };
    expect(error).toMatchObject({ code: "dev-server-missing" });
    expect(error.message).toContain(`${join(bin, "temporal")}: its server is 1.27.1`);
    expect(error.message).toMatch(/the official download: .*ECONNREFUSED/);
    expect(error.message).toContain("go install: there is no `go` on PATH");
    expect(error.hint).toMatch(/temporal\.io\/cli.*go\.dev\/dl.*TEMPORAL_ADDRESS/);
  });

  it("is fetched as the SDK does, verified, kept, and found the next time", async () => {
    const { cache, lines, find } = await place();
    const asked: string[] = [];
    const script = new TextEncoder().encode(`#!/bin/sh\necho '${good}'\n`);
    const base = await serve((request, response) => {
      asked.push(request.url ?? "");
      if (request.url === "/archive") response.end(tarOf("temporal", script));
      else response.end(JSON.stringify({ archiveUrl: `${base}/archive`, fileToExtract: "temporal" }));
    });
    const found = await find({}, { downloadBase: base });
    expect(found).toMatchObject({ path: join(cache, "temporal-official"), version: "1.29.1" });
    const query = new URL(asked[0]!, base).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ format: "tar.gz", "sdk-name": "sdk-typescript" });
    expect(await readdir(cache)).toEqual(["temporal-official"]);
    expect((await find()).path).toBe(found.path);
    expect(asked).toHaveLength(2);
    expect(lines[0]).toContain(base);
  });

  it.each<[string, (base: string) => RequestListener, RegExp]>([
    ["an error", () => (_, response) => void response.writeHead(503).end(), /answers 503/],
    [
      "a page instead of JSON",
      () => (_, response) => void response.end("<html>"),
      /official download: .*JSON/,
    ],
    [
      "a name that leads out of the folder",
      (base) => (_, response) =>
        void response.end(JSON.stringify({ archiveUrl: base, fileToExtract: "../../etc/temporal" })),
      /names no archive/,
    ],
    [
      "no archive",
      (base) => (request, response) =>
        void response.end(
          request.url === "/a"
            ? "no archive"
            : JSON.stringify({ archiveUrl: `${base}/a`, fileToExtract: "temporal" }),
        ),
      /cannot be unpacked/,
    ],
    [
      "another server than we need",
      (base) => (request, response) =>
        void response.end(
          request.url === "/a"
            ? tarOf("temporal", new TextEncoder().encode(`#!/bin/sh\necho '${old}'\n`))
            : JSON.stringify({ archiveUrl: `${base}/a`, fileToExtract: "temporal" }),
        ),
      /its server is 1\.27\.1/,
    ],
  ])("is not taken from a place that answers with %s", async (_name, listenerOf, reason) => {
    const { bin, cache, find } = await place();
    let listener: RequestListener | undefined;
    const base = await serve((request, response) => listener?.(request, response));
    listener = listenerOf(base);
    await program(join(bin, "go"), "unused");
    await writeFile(join(bin, "go"), "#!/bin/sh\necho 'no module' >&2\nexit 1\n");
    const failure = find({}, { downloadBase: base });
    await expect(failure).rejects.toThrow(reason);
    await expect(failure).rejects.toThrow(/go install: it failed: no module/);
    expect(await readdir(cache)).toEqual([]);
  });

  it("is built with Go, once for all who ask at once", async () => {
    const { bin, cache, lines, find } = await place();
    const log = join(cache, "calls");
    await mkdir(cache);
    // What `go install` does for us: it leaves the program in GOBIN.
    const go = `#!/bin/sh
echo "$@" >> ${log}
sleep 0.3
printf '#!/bin/sh\\necho "${good}"\\n' > "$GOBIN/temporal"
chmod +x "$GOBIN/temporal"
`;
    await writeFile(join(bin, "go"), go);
    await chmod(join(bin, "go"), 0o755);
    const found = await Promise.all([find(), find(), find()]);
    expect(new Set(found.map((server) => server.path))).toEqual(new Set([join(cache, "temporal-v1.5.1")]));
    expect((await readdir(cache)).sort()).toEqual(["calls", "temporal-v1.5.1"]);
    expect(lines.filter((line) => line.startsWith("building the Temporal dev server v1.5.1"))).toHaveLength(
      1,
    );
  });

  it.each(["interrupted", "killed"])("leaves nothing running when its build is %s", async (how) => {
    const { bin, cache, find } = await place();
    const list = join(bin, "pids");
    await writeFile(join(bin, "go"), `#!/bin/sh\nsleep 60 &\necho $$ $! > ${list}\nwait\n`);
    await chmod(join(bin, "go"), 0o755);
    const pids = async () => {
      const { readFile } = await import("node:fs/promises");
      return (await readFile(list, "utf8").catch(() => "")).trim().split(" ").map(Number);
    };
    const controller = new AbortController();
    let end: () => void;
    let ended: Promise<unknown>;
    if (how === "interrupted") {
      ended = find({}, { signal: controller.signal }).catch((error: unknown) => error);
      end = () => controller.abort(new Error("interrupted"));
    } else {
      const source = `
        import { findServer } from "./src/dev-server/find-server.js";
        await findServer({ cache: process.argv[1], env: process.env, onProgress() {}, downloadBase: "${nowhere}" });`;
      const loader = ["--import", "./test/support/typescript-loader.mjs", "--input-type=module"];
      const child = spawn(process.execPath, [...loader, "-e", source, cache], {
        env: { PATH: `${bin}:/usr/bin:/bin` },
        stdio: "ignore",
      });
      ended = once(child, "exit");
      end = () => void child.kill("SIGKILL");
    }
    await expect.poll(async () => (await pids()).length, { timeout: 15_000 }).toBe(2);
    const running = (await pids()).map((pid) => ({ pid, started: processStart(pid) }));
    expect(running.map(isAlive)).toEqual([true, true]);
    end();
    const outcome = await ended;
    await expect.poll(() => running.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
    if (how === "interrupted") {
      expect(outcome).toMatchObject({ message: "interrupted" });
      expect(await readdir(cache)).toEqual([]);
    } else {
      // What the killed one could not clear away, the next one does.
      await writeFile(join(bin, "go"), "#!/bin/sh\nexit 1\n");
      await expect(find()).rejects.toThrow("go install: it failed");
      expect(await readdir(cache)).toEqual([]);
    }
  });
});
