import type { GroupedFindings } from "../src/report/finding-groups.js";
import { findRule } from "../src/validators/registry.js";
import { explainExpertInfo } from "../src/wireshark/expert-info-pages.js";

/** Why a kind of finding matters and where it is written: the rule's own page, or what is known of Wireshark's entry. */
export function explainFinding({
  code,
  source,
  group,
}: Pick<GroupedFindings, "code" | "source" | "group">): string {
  const { why, rfc } =
    source === "wiretale" ? (findRule(code) ?? unknownRule) : explainExpertInfo(code, group);
  return rfc === undefined ? why : `${why} (${rfc})`;
}

/** A finding of ours that no rule of the registry has: one of a newer or older version. */
const unknownRule = { why: "This version has no page of the rule.", rfc: undefined };
