import { describe, expect, it } from "vitest";
import type { ArtifactStore } from "../../src/artifacts/artifact-store.js";
import type { CallLeases, Claim } from "../../src/artifacts/call-leases.js";
import type { KeyedRecords } from "../../src/artifacts/keyed-records.js";

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

/** What every keeper of records does. */
export function describeKeyedRecords(name: string, create: () => Promise<KeyedRecords>): void {
  describe(`keyed records: ${name}`, () => {
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

/** What every keeper of leases does. The clock is the test's. */
export function describeCallLeases(name: string, create: (now: () => number) => Promise<CallLeases>): void {
  describe(`call leases: ${name}`, () => {
    let nowMs = 0;
    const fresh = async (): Promise<CallLeases> => {
      nowMs = 1_000_000;
      return create(() => nowMs);
    };
    const held = (claim: Claim) => {
      if (claim.kind !== "held") throw new Error("the lease is taken");
      return claim.lease;
    };

    it("binds others until it is let go, and counts nothing as lost then", async () => {
      const leases = await fresh();
      const lease = held(await leases.claim("a", "one", 1000));
      expect(await leases.claim("a", "other", 1000)).toMatchObject({ kind: "taken", remainingMs: 1000 });
      expect((await leases.claim("b", "other", 1000)).kind).toBe("held");
      await lease.release("answered");
      expect(held(await leases.claim("a", "one", 1000)).lost).toBe(0);
    });

    it("goes to one of many who claim at once", async () => {
      const leases = await fresh();
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, index) => leases.claim("a", `payer ${index}`, 1000)),
      );
      expect(claims.filter(({ kind }) => kind === "held")).toHaveLength(1);
    });

    it("is taken over when it runs out, and the call under way counts as lost to its payer alone", async () => {
      const leases = await fresh();
      await leases.claim("a", "one", 1000);
      nowMs += 999;
      expect((await leases.claim("a", "one", 1000)).kind).toBe("taken");
      nowMs += 1;
      expect(held(await leases.claim("a", "other", 1000)).lost).toBe(0);
      nowMs += 1000;
      expect(held(await leases.claim("a", "one", 1000)).lost).toBe(1);
    });

    it("lasts as long as it is renewed", async () => {
      const leases = await fresh();
      const lease = held(await leases.claim("a", "one", 1000));
      const marks = new Set<string>();
      for (let beats = 0; beats < 5; beats += 1) {
        nowMs += 900;
        await lease.renew();
        const claim = await leases.claim("a", "other", 1000);
        if (claim.kind === "taken") marks.add(claim.mark);
      }
      // Whoever waits sees that somebody lives.
      expect(marks.size).toBe(5);
    });

    it.each([
      ["lost", 1],
      ["refused", 0],
    ] as const)("a call that was %s counts %d", async (how, lost) => {
      const leases = await fresh();
      await held(await leases.claim("a", "one", 1000)).release(how);
      expect(held(await leases.claim("a", "one", 1000)).lost).toBe(lost);
    });

    it("after the clock was set back a dead holder binds no longer than one lease", async () => {
      const leases = await fresh();
      await leases.claim("a", "one", 1000);
      nowMs -= 3_600_000;
      const claim = await leases.claim("a", "one", 1000);
      // Nobody can tell by this clock; what is left is bounded all the same, and the mark stands still.
      expect(claim).toMatchObject({ kind: "taken", remainingMs: 1000 });
      if (claim.kind === "taken") await leases.release("a", claim.mark);
      expect(held(await leases.claim("a", "one", 1000)).lost).toBe(1);
    });

    it("a stale mark ends nobody's lease", async () => {
      const leases = await fresh();
      const lease = held(await leases.claim("a", "one", 1000));
      const claim = await leases.claim("a", "other", 1000);
      await lease.renew();
      if (claim.kind === "taken") await leases.release("a", claim.mark);
      expect((await leases.claim("a", "other", 1000)).kind).toBe("taken");
    });
  });
}
