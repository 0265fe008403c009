import { describe, expect, it } from "vitest";
import type { ArtifactStore } from "../../src/artifacts/artifact-store.js";
import type { CallRecords } from "../../src/artifacts/call-records.js";

const text = (value: string) => new TextEncoder().encode(value);
// FIPS 180-4's example message and its digest.
const abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** What every artifact store does. */
export function describeArtifactStore(name: string, create: () => Promise<ArtifactStore>): void {
  describe(`artifact store: ${name}`, () => {
    it("names bytes by their SHA-256 and gives them back", async () => {
      const store = await create();
      const ref = await store.put(text("abc"), "text/plain");
      expect(ref).toEqual({ digest: abc, size: 3, mediaType: "text/plain" });
      expect(await store.get(ref)).toEqual(text("abc"));
      expect(await store.has(abc)).toBe(true);
    });

    it("keeps empty and binary bytes", async () => {
      const store = await create();
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      expect(await store.get(await store.put(new Uint8Array(), "x/y"))).toEqual(new Uint8Array());
      expect(await store.get(await store.put(all, "x/y"))).toEqual(all);
    });

    it("gives the same reference for the same bytes, also when they arrive at once", async () => {
      const store = await create();
      const refs = await Promise.all(Array.from({ length: 20 }, () => store.put(text("abc"), "text/plain")));
      expect(new Set(refs.map((ref) => ref.digest))).toEqual(new Set([abc]));
      expect(await store.get({ digest: abc })).toEqual(text("abc"));
    });

    it("does not hand out its own bytes", async () => {
      const store = await create();
      const bytes = text("abc");
      const ref = await store.put(bytes, "text/plain");
      bytes[0] = 0;
      (await store.get(ref))[1] = 0;
      expect(await store.get(ref)).toEqual(text("abc"));
    });

    it("says that bytes are missing", async () => {
      const store = await create();
      expect(await store.has(abc)).toBe(false);
      await expect(store.get({ digest: abc })).rejects.toMatchObject({ code: "artifact-missing" });
    });

    it.each(["", "sha256:", "sha256:../../etc/passwd", `sha256:${"A".repeat(64)}`, `md5:${"a".repeat(64)}`])(
      "refuses %j as a digest",
      async (digest) => {
        const store = await create();
        await expect(store.get({ digest })).rejects.toMatchObject({ code: "artifact-digest" });
        await expect(store.has(digest)).rejects.toMatchObject({ code: "artifact-digest" });
      },
    );
  });
}

/** What every keeper of call records does. */
export function describeCallRecords(name: string, create: () => Promise<CallRecords>): void {
  describe(`call records: ${name}`, () => {
    it("knows nothing at first", async () => {
      expect(await (await create()).get("a")).toBeUndefined();
    });

    it("keeps the first value of a key", async () => {
      const records = await create();
      expect(await records.putIfAbsent("a", { n: 1 })).toEqual({ n: 1 });
      expect(await records.putIfAbsent("a", { n: 2 })).toEqual({ n: 1 });
      expect(await records.get("a")).toEqual({ n: 1 });
    });

    it("replaces when told to", async () => {
      const records = await create();
      await records.put("a", 1);
      await records.put("a", 2);
      expect(await records.get("a")).toBe(2);
    });

    it("tells null from absent, and takes any text as a key", async () => {
      const records = await create();
      const keys = ["", "../../x", "a/b", "ä\u0000😀", "k".repeat(10_000)];
      for (const key of keys) expect(await records.putIfAbsent(key, null)).toBeNull();
      for (const key of keys) expect(await records.get(key)).toBeNull();
    });

    it("gives all writers of a key the same value", async () => {
      const records = await create();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => records.putIfAbsent("race", index)),
      );
      expect(new Set(answers).size).toBe(1);
      expect(await records.get("race")).toBe(answers[0]);
    });
  });
}
