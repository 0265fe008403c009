import type { Finding } from "../contracts/finding.js";
import type { FileFacts } from "./file/rule.js";
import { fileRules } from "./registry.js";
import { appliesIn, toFinding, type CheckProfile } from "./rule.js";

/** Judges the file that holds the frames, apart from what they say. */
export function checkCaptureFile(facts: FileFacts, profile: CheckProfile): readonly Finding[] {
  return fileRules
    .filter((rule) => appliesIn(rule, profile))
    .flatMap((rule) => rule.check(facts, profile).map((fault) => toFinding(rule, fault, profile)));
}
