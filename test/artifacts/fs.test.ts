import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { storeError, writeDurably } from "../../src/artifacts/durable-file.js";
import { createFileArtifactStore, createFileLeases, createFileRecords } from "../../src/artifacts/fs.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { describeArtifactStore, describeCallLeases, describeKeyedRecords } from "./contract.js";

describeArtifactStore("files", async () => createFileArtifactStore(await temporaryFolder("store")));
describeKeyedRecords("files", async () => createFileRecords(await temporaryFolder("calls")));
describeCallLeases("files", async (now) => createFileLeases(await temporaryFolder("leases"), now));

const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const digest = `sha256:${hex}`;
const abc = new TextEncoder().encode("abc");

describe("artifacts as files", () => {
  it("lie under the first two digits, and nothing else lies there", async () => {
    const folder = await temporaryFolder("store");
    await Promise.all(
      Array.from({ length: 8 }, () => createFileArtifactStore(folder).put(abc, "text/plain")),
    );
    expect(await readdir(join(folder, "sha256", "ba"))).toEqual([hex]);
    expect(await readFile(join(folder, "sha256", "ba", hex), "utf8")).toBe("abc");
  });

  it("are not written again when they are there", async () => {
    const folder = await temporaryFolder("store");
    const store = createFileArtifactStore(folder);
    await store.put(abc, "text/plain");
    const before = await stat(join(folder, "sha256", "ba", hex), { bigint: true });
    await store.put(abc, "text/plain");
    const after = await stat(join(folder, "sha256", "ba", hex), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it("that were damaged are told, and a cut one is mended by storing it again", async () => {
    const folder = await temporaryFolder("store");
    const store = createFileArtifactStore(folder);
    await store.put(abc, "text/plain");
    await writeFile(join(folder, "sha256", "ba", hex), "abd");
    await expect(store.get({ digest })).rejects.toMatchObject({ code: "artifact-damaged" });
    await writeFile(join(folder, "sha256", "ba", hex), "ab");
    await store.put(abc, "text/plain");
    expect(await store.get({ digest })).toEqual(abc);
  });

  it("fail with the path and a reason when the folder cannot hold them", async () => {
    const folder = await temporaryFolder("store");
    await writeFile(join(folder, "sha256"), "a file where a folder should be");
    await expect(createFileArtifactStore(folder).put(abc, "text/plain")).rejects.toMatchObject({
      code: expect.stringMatching(/^store-(read|write)-failed$/),
      message: expect.stringContaining(folder),
    });
  });

  it("say what to do when the disk is full, and that trying later may help", () => {
    const cause = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    expect(storeError("store-write-failed", "write", "/x", cause)).toMatchObject({
      retryable: true,
      hint: expect.stringContaining("disk is full"),
      details: { system: "ENOSPC" },
    });
  });

  it("are whole or absent when their writer is killed", async () => {
    const folder = await temporaryFolder("store");
    const size = 4_000_000;
    const program = `
      import { createFileArtifactStore } from "./src/artifacts/fs.ts";
      const store = createFileArtifactStore(process.argv[1]);
      process.stdout.write("ready\\n");
      for (let n = 0; ; n++) await store.put(new Uint8Array(${size}).fill(n), "x/y");`;
    await mkdir(join(folder, "sha256"), { recursive: true });
    const writer = spawn(
      process.execPath,
      ["--import", "./test/support/typescript-loader.mjs", "--input-type=module", "-e", program, folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(writer.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 150));
    writer.kill("SIGKILL");
    await once(writer, "exit");
    const store = createFileArtifactStore(folder);
    const names = (await readdir(join(folder, "sha256"), { recursive: true })).map((name) =>
      name.split("/").at(-1)!,
    );
    const whole = names.filter((name) => /^[0-9a-f]{64}$/.test(name));
    expect(whole.length).toBeGreaterThan(0);
    for (const name of whole) expect(await store.get({ digest: `sha256:${name}` })).toHaveLength(size);
  });
});

describe("damage", () => {
  it("a stored artifact that was changed or cut off is detected, and made whole when it is put again", async () => {
    const folder = await temporaryFolder("store");
    const store = createFileArtifactStore(folder);
    const ref = await store.put(abc, "text/plain");
    for (const damage of ["abd", "a", ""]) {
      await writeFile(join(folder, "sha256", "ba", hex), damage);
      await expect(store.get(ref)).rejects.toMatchObject({ code: "artifact-damaged" });
      await store.put(abc, "text/plain");
      expect(await store.get(ref)).toEqual(abc);
    }
  });

  it.each([
    ["cut off", "{"],
    ["another value", '{"key":"a","digest":"sha256:0","value":2}'],
    ["nothing", ""],
  ])("a record with %s is told of in a sentence with its file, and counts as absent", async (_, damage) => {
    const folder = await temporaryFolder("calls");
    const told: string[] = [];
    const records = createFileRecords(folder, (sentence) => told.push(sentence));
    await records.putIfAbsent("a", 1);
    // SHA-256 of "a".
    const name = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb.json";
    await writeFile(join(folder, "ca", name), damage);
    expect(await records.get("a")).toBeUndefined();
    expect(told).toEqual([expect.stringMatching(new RegExp(`^the record .*${name} is damaged`))]);
    expect(await records.putIfAbsent("a", 3)).toBe(3);
    expect(await records.get("a")).toBe(3);
  });
});

describe("a folder that cannot be made", () => {
  it("is told, in a file system without folders of ours too", async () => {
    const write = writeDurably("/proc/wiretale/deep/a.txt", abc, { replace: true });
    await expect(write).rejects.toThrow(/^cannot write \/proc\/wiretale\/deep\/a\.txt: ENOENT/);
  });

  it("is told where a file or a link to nowhere stands in its place", async () => {
    const folder = await temporaryFolder("place");
    await writeFile(join(folder, "file"), "");
    await symlink(join(folder, "nowhere"), join(folder, "link"));
    for (const name of ["file", "link"]) {
      const write = writeDurably(join(folder, name, "deep", "a.txt"), abc, { replace: true });
      await expect(write).rejects.toMatchObject({ code: "store-write-failed" });
    }
    expect(await readdir(folder)).toEqual(["file", "link"]);
  });
});
