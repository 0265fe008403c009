import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { personaNames, readPersona } from "../../src/config/read-persona.js";
import { formatDuration, parseDuration } from "../../src/config/duration.js";
import { statePaths } from "../../src/config/state-paths.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("personas", () => {
  it.each(personaNames())("%s is as a persona must be", (name) => {
    expect(readPersona(name).name).toBe(name);
  });

  it.each(personaNames())("every key of %s is in docs/personas.md, and so is its name", (name) => {
    const page = readFileSync(new URL("../../docs/personas.md", import.meta.url), "utf8");
    expect(page).toContain(`\`${name}\``);
    const { name: _, ip, tcp, udp, icmp, ...rest } = readPersona(name);
    const inner = [ip, tcp, udp, icmp ?? {}, rest.reactionMicros, rest.ephemeralPorts];
    const keys = [rest, ...inner].flatMap((part) => Object.keys(part));
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(page))).toEqual([]);
  });

  it("name the ones there are when asked for another", () => {
    expect(() => readPersona("../../nowhere.yaml")).toThrow(/no such file/);
    expect(() => readPersona("no-such-stack")).toThrow('there is no persona "no-such-stack"');
  });

  it("of a file are checked at each place", async () => {
    const folder = await temporaryFolder("persona");
    await writeFile(join(folder, "mine.yaml"), "title: Mine\nmacPrefixes: ['01:00:5e']\nip: { ttl: 300 }\n");
    expect(() => readPersona("./mine.yaml", folder)).toThrow(
      `${join(folder, "mine.yaml")}:2:15: macPrefixes[0]: expected a unicast vendor prefix like a4:34:d9, in lower case, received "01:00:5e"`,
    );
    expect(() => readPersona("./mine.yaml", folder)).toThrow(
      `${join(folder, "mine.yaml")}:3:12: ip.ttl: expected at most 255, received 300`,
    );
  });
});

describe("durations", () => {
  it.each([
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["0s", 0],
  ])("%s is %i ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(parseDuration(formatDuration(ms))).toBe(ms);
  });

  it.each(["", "30", "s", "-1s", "1 s", "1e3s", "1w", "1s1s"])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("the folders of state", () => {
  it("follow WIRETALE_HOME, then XDG, then the home folder", () => {
    expect(statePaths({ HOME: "/u" }, "/w")).toEqual({
      home: "/u/.local/state/wiretale",
      store: "/u/.local/state/wiretale/store",
      cache: "/u/.cache/wiretale",
    });
    expect(statePaths({ HOME: "/u", XDG_STATE_HOME: "/s", XDG_CACHE_HOME: "/c" }, "/w")).toMatchObject({
      home: "/s/wiretale",
      cache: "/c/wiretale",
    });
    // The XDG base directory specification: relative paths are invalid and ignored.
    expect(statePaths({ HOME: "/u", XDG_STATE_HOME: "s" }, "/w").home).toBe("/u/.local/state/wiretale");
    expect(statePaths({ HOME: "/u", WIRETALE_HOME: "mine" }, "/w").home).toBe("/w/mine");
  });
});
