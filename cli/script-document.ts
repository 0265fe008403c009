import type { Diagnostic } from "../src/contracts/finding.js";
import { formatEpochMicros } from "../src/contracts/time.js";
import { explainScript } from "./explain-script.js";
import type { ScriptOutcome } from "./script-frames.js";

/** The JSON document of one script; `explanation` where the run was to be explained. */
export function scriptDocument(outcome: ScriptOutcome) {
  return {
    linkType: outcome.linkType,
    frames: outcome.frames.map(({ number, micros, bytes, layers }) => ({
      number,
      time: formatEpochMicros(micros),
      hex: Buffer.from(bytes).toString("hex"),
      layers,
    })),
    cleanup: outcome.cleanup,
    diagnostics: outcome.diagnostics.map(diagnosticDocument),
    ...(outcome.trace === undefined ? {} : { explanation: explanationDocument(outcome) }),
  };
}

/** The document of a line of `--jsonl` that is no request: the same shape, one diagnostic, no frames. */
export function faultDocument(fault: {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}) {
  const diagnostic = { severity: "error", line: 1, column: 1, ...fault } as const;
  return { linkType: null, frames: [], cleanup: [], diagnostics: [diagnosticDocument(diagnostic)] };
}

function diagnosticDocument({ code, severity, line, column, message, hint }: Diagnostic) {
  return { code, severity, line, column, message, hint: hint ?? null };
}

function explanationDocument(outcome: ScriptOutcome) {
  return {
    source: outcome.source,
    statements: explainScript(outcome).map(({ from, to, values, moreValues, ...statement }) => ({
      from,
      to,
      values,
      moreValues,
      sleeps: statement.sleeps.map(({ seconds, micros }) => ({ seconds, time: formatEpochMicros(micros) })),
      moreSleeps: statement.moreSleeps,
      frames: statement.frames.map(({ frame: { number, filled }, summary }) => ({ number, summary, filled })),
      diagnostics: statement.diagnostics.map(({ code, line, column }) => ({ code, line, column })),
    })),
  };
}
