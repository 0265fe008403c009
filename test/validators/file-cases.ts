import { checkCaptureFile } from "../../src/validators/check-capture-file.js";
import type { FileFacts } from "../../src/validators/file/rule.js";
import type { RuleCase } from "./case.js";

function fileCase(
  rule: string,
  what: string,
  facts: Partial<FileFacts>,
  ...expected: readonly string[]
): RuleCase {
  const whole = { frames: 0, linkTypes: [], ...facts };
  const fires = expected.length > 0;
  return { rule, fires, what, findings: () => checkCaptureFile(whole, "real"), expected };
}

const truncated = {
  code: "truncated",
  message: "the file ends within frame 3: 5 more octets were announced",
  offset: 130,
} as const;
const damaged = {
  code: "bad-record",
  message: "a record of 16777216 octets is longer than any frame",
  offset: 24,
} as const;

export const fileCases: readonly RuleCase[] = [
  fileCase(
    "capture-truncated",
    "the file ends within a frame",
    { frames: 2, error: truncated },
    "capture-truncated",
  ),
  fileCase("capture-truncated", "the file ends after a frame", { frames: 2 }),
  fileCase(
    "capture-record-damaged",
    "a record that no capture has",
    { error: damaged },
    "capture-record-damaged",
  ),
  fileCase(
    "capture-record-damaged",
    "more interfaces than are read",
    { error: { code: "too-many-interfaces", message: "more than 65536 interfaces", offset: 900 } },
    "capture-record-damaged",
  ),
  fileCase("capture-record-damaged", "a file without frames", { frames: 0 }),
  fileCase(
    "link-type-not-decoded",
    "frames of two link types that are not taken apart",
    {
      frames: 5,
      linkTypes: [
        { linkType: 105, frames: 1, firstFrame: 1 },
        { linkType: 1, frames: 1, firstFrame: 2 },
        { linkType: 147, frames: 3, firstFrame: 3 },
      ],
    },
    "note: link-type-not-decoded",
    "note: link-type-not-decoded",
  ),
  fileCase("link-type-not-decoded", "Linux cooked frames", {
    frames: 1,
    linkTypes: [{ linkType: 113, frames: 1, firstFrame: 1 }],
  }),
];
