import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { decodePcap } from "../../src/capture/pcap.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { notTested, testData } from "../support/not-tested.js";
import { formatFinding } from "./case.js";

function check(path: string, profile: "real" | "generated") {
  const read = decodePcap(readFileSync(path));
  if (!read.ok) return undefined;
  const { capture } = read.value;
  return checkFrames(flowFramesOf(capture), { profile });
}

if (testData === undefined) {
  notTested("rules on real traffic", "set WIRETALE_TEST_DATA to the folder that holds captures/");
} else {
  const captures = join(testData, "captures");

  it.each(["real", "generated"] as const)("finds no fault in a real day, as %s traffic", (profile) => {
    const findings = check(join(captures, "real", "curl-nginx-dnsmasq.pcap"), profile) ?? [];
    // The last connection goes to a port on which nothing listens; everything else in this day is whole.
    const expected = profile === "real" ? ["note: tcp-connection-refused 138,139"] : [];
    expect(findings.map(formatFinding)).toEqual(expected);
  });

  it("survives hostile captures, and says only printable, bounded things of them", () => {
    const folder = join(captures, "tcpdump");
    let judged = 0;
    for (const name of readdirSync(folder)) {
      const findings = check(join(folder, name), "real");
      if (findings === undefined) continue;
      judged += 1;
      for (const { message, frames } of findings) {
        expect(message, name).toMatch(/^[\x20-\x7e…]{1,600}$/);
        expect([...frames], name).toEqual([...frames].sort((a, b) => a - b));
      }
    }
    expect(judged).toBeGreaterThan(100);
  });
}
