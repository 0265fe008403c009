import type { Finding } from "../src/contracts/finding.js";
import type { RuleData } from "../src/report/page/report-page.js";
import { findRule } from "../src/validators/registry.js";
import { explainExpertInfo } from "../src/wireshark/expert-info-pages.js";

type Explained = Pick<Finding, "code" | "source" | "group">;

/** Why a kind of finding matters and where it is written: the rule's own page, or what is known of Wireshark's entry. */
export function explainFinding(finding: Explained): string {
  const { why, rfc } = explainRule(finding);
  return rfc === undefined ? why : `${why} (${rfc})`;
}

/** The page of the rule, as far as there is one. */
export function explainRule({ code, source, group }: Explained): RuleData {
  if (source === "wireshark") {
    const { finds, why, rfc } = explainExpertInfo(code, group);
    return { finds, why, ...(rfc === undefined ? {} : { rfc }) };
  }
  const rule = findRule(code);
  if (rule === undefined) return unknownRule;
  const { finds, why, rfc, example, certainty } = rule;
  return { finds, why, rfc, example, certainty };
}

/** A finding of ours that no rule of the registry has: one of a newer or older version. */
const unknownRule: RuleData = { finds: "", why: "This version has no page of the rule." };
