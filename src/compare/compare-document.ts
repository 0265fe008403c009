import type { CompareReport } from "./compare-report.js";

/** The report as the command line's contract has it: every key is always there, what is absent is null. */
export function compareDocument({ distances, frameRules, conversationRules, ...report }: CompareReport) {
  const search = ({ mean, classes }: CompareReport["frameRules"]) => ({
    mean,
    classes: classes.map((each) => ({ ...each, rule: each.rule ?? null })),
  });
  return {
    ...report,
    frameRules: search(frameRules),
    conversationRules: search(conversationRules),
    distances: distances.map((each) => ({
      field: each.field,
      words: each.words,
      jensenShannon: each.jensenShannon,
      jensenShannonWithinReal: each.jensenShannonWithinReal ?? null,
      wasserstein: each.wasserstein ?? null,
      wassersteinWithinReal: each.wassersteinWithinReal ?? null,
    })),
  };
}
