import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { encodePcap } from "../../src/capture/pcap.js";
import { groupFindings } from "../../src/report/finding-groups.js";
import { notTested } from "../support/not-tested.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import {
  arpCases,
  captureCases,
  dnsCases,
  httpCases,
  limitCases,
  realTcpCases,
  tcpCases,
} from "./conversation-cases.js";
import { furtherCases } from "./further-cases.js";
import { intentCases } from "./intent-cases.js";
import { packetCases } from "./packet-cases.js";
import { scenarioCases } from "./scenario-cases.js";

const cases = [
  packetCases,
  arpCases,
  dnsCases,
  captureCases,
  tcpCases,
  httpCases,
  limitCases,
  realTcpCases,
  furtherCases,
  intentCases,
  scenarioCases,
];

if (spawnSync("tshark", ["--version"]).status !== 0) {
  notTested("display filters of findings", "install tshark (Debian package tshark)");
} else {
  it("gives display filters that Wireshark accepts", async () => {
    const findings = cases.flat().flatMap((one) => one.findings());
    const groups = groupFindings(findings.map((finding) => ({ ...finding, frames: [1, 2, 3, 5, 80] })));
    const filters = [...new Set([...findings, ...groups].flatMap(({ filter }) => filter ?? []))];
    expect(filters).toContain("frame.number in {1..3, 5, 80}");
    expect(filters.length).toBeGreaterThan(30);
    const folder = await temporaryFolder("filters");
    const path = join(folder, "empty.pcap");
    writeFileSync(path, encodePcap(1, []));
    // One call for all of them: the message names the place of one that is refused.
    const combined = filters.map((filter) => `(${filter})`).join(" || ");
    expect(() => execFileSync("tshark", ["-r", path, "-Y", combined], { stdio: "pipe" })).not.toThrow();
  });
}
