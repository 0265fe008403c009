import type { Command } from "commander";
import { suggest } from "../../src/config/suggest.js";
import { UsageError } from "../../src/contracts/errors.js";
import { allRules, findRule } from "../../src/validators/registry.js";
import type { RuleDocument } from "../../src/validators/rule.js";
import {
  expertInfoPages,
  explainExpertInfo,
  isExpertInfoCode,
  type ExpertInfoPage,
} from "../../src/wireshark/expert-info-pages.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { renderExpertInfoPage, renderRuleList, renderRulePage } from "../render/rule-page.js";

export interface ExplainOptions {
  readonly json?: true;
}

/** The page of a rule, or the list of rules. */
export function runExplain(code: string | undefined, options: ExplainOptions, context: CliContext): ExitCode {
  if (code === undefined) listRules(options, context);
  else explainRule(code, options, context);
  return exitCodes.done;
}

function listRules({ json }: ExplainOptions, context: CliContext): void {
  if (json !== true) return writeLines(context.stdout, renderRuleList(allRules, context.stdout));
  for (const rule of allRules) writeJson(context, ruleDocument(rule));
  for (const page of expertInfoPages) writeJson(context, pageDocument(page));
}

function explainRule(code: string, { json }: ExplainOptions, context: CliContext): void {
  const { stdout } = context;
  const rule = findRule(code);
  if (rule !== undefined) {
    if (json === true) writeJson(context, ruleDocument(rule));
    else writeLines(stdout, renderRulePage(rule, stdout));
    return;
  }
  if (!isExpertInfoCode(code)) throw unknownRule(code);
  const page = explainExpertInfo(code);
  if (json === true) writeJson(context, pageDocument(page));
  else writeLines(stdout, renderExpertInfoPage(page, stdout));
}

/** The same keys for every rule, ours and Wireshark's. */
function ruleDocument({ code, level, group, severity, certainty, finds, why, rfc, example }: RuleDocument) {
  return { code, source: "wiretale", level, group, severity, certainty, finds, why, rfc, example };
}

function pageDocument({
  code,
  finds,
  why,
  rfc = null,
}: Omit<ExpertInfoPage, "rfc"> & { rfc?: string | null }) {
  const unknown = { level: null, group: null, severity: null, certainty: null, example: null };
  return { code, source: "wireshark", ...unknown, finds, why, rfc };
}

function unknownRule(code: string): UsageError {
  const guess = suggest(
    code,
    [...allRules, ...expertInfoPages].map((known) => known.code),
  );
  return new UsageError(
    `no rule '${code}'`,
    guess === undefined ? "`wiretale explain` lists the rules" : `did you mean ${guess}?`,
  );
}

export function registerExplain(program: Command, host: CommandHost): void {
  program
    .command("explain")
    .argument("[RULE]", "code of a rule, as `check` shows it; all are listed without one")
    .description("what a rule finds, why it matters, where it is written, and how severe it is")
    .option("--json", "a JSON document on stdout; without RULE one a rule, one a line")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale explain tcp-ack-of-unsent-data\n  wiretale explain wireshark-tcp-analysis-retransmission\n  wiretale explain",
    )
    .action((code: string | undefined, options: ExplainOptions) =>
      host.finish(runExplain(code, options, host.context)),
    );
}
