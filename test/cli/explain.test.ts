import { describe, expect, it } from "vitest";
import { allRules } from "../../src/validators/registry.js";
import { expertInfoPages } from "../../src/wireshark/expert-info-pages.js";
import { cli } from "./support.js";

describe("explain", () => {
  it("shows the page of a rule", async () => {
    const { code, stdout, stderr } = await cli(["explain", "capture-truncated"], { env: { COLUMNS: "80" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "capture-truncated",
        "",
        "finds       A capture file that ends within a record: the frames before it are",
        "            judged all the same.",
        "why         The rest is missing, so what follows is unknown: whoever wrote the",
        "            file was interrupted, or it was copied in part.",
        "written in  draft-ietf-opsawg-pcap section 5; draft-ietf-opsawg-pcapng section",
        "            3.1",
        "example     the file ends within frame 8: 54 more octets were announced (octet",
        "            1034); 7 frames were read",
        "real        error",
        "generated   error",
        "certainty   certain",
        "level       file, group malformed",
        "",
      ].join("\n"),
    );
  });

  it("says what is not judged in real captures", async () => {
    const { stdout } = await cli(["explain", "frame-repeated"]);
    const rule = allRules.find(({ code }) => code === "frame-repeated");
    expect(rule?.severity.real).toBe("off");
    expect(stdout).toMatch(/^real {8}not judged$/mu);
  });

  it("explains Wireshark's entries, those without a page in general", async () => {
    const known = await cli(["explain", "wireshark-tcp-analysis-zero-window"]);
    expect(known.stdout).toMatch(/^why {9}The sender must stop until the window opens/mu);
    const other = await cli(["explain", "wireshark-bgp-cap-length-bad"]);
    expect(other.code).toBe(0);
    expect(other.stdout).toContain("An entry of Wireshark's Expert Info.");
  });

  it("lists every rule, and fits eighty columns", async () => {
    const { stdout } = await cli(["explain"], { env: { COLUMNS: "80" } });
    for (const { code } of allRules) expect(stdout).toMatch(new RegExp(`^${code} `, "mu"));
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("answers with documents of the same keys", async () => {
    const list = await cli(["explain", "--json"]);
    const documents = list.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(documents.map(({ code }) => code)).toEqual(
      [...allRules, ...expertInfoPages].map(({ code }) => code),
    );
    const keys = new Set(documents.map((document) => Object.keys(document).sort().join()));
    expect(keys.size).toBe(1);
    const one = await cli(["explain", "--json", "capture-truncated"]);
    expect(JSON.parse(one.stdout)).toMatchObject({
      code: "capture-truncated",
      source: "wiretale",
      severity: { real: "error", generated: "error" },
    });
  });
});

it("every page of Wireshark's entries has a code of its own and says what and why", () => {
  const codes = expertInfoPages.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, finds, why } of expertInfoPages) {
    expect(code).toMatch(/^wireshark(?:-[a-z0-9]+)+$/u);
    for (const text of [finds, why]) expect(text).toMatch(/^[A-Z].{5}.*\.$/u);
  }
});
