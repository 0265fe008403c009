/**
 * How far apart real and generated captures are: by the best single test, by trees, by distances of each field. Whatever is
 * scored was found on other captures. The same tables and seed give the same report.
 */
import type { Result } from "../contracts/result.js";
import { createRandomStream } from "../personas/random-stream.js";
import type { CompareReport, TellingField } from "./compare-report.js";
import { fieldDistances } from "./field-distances.js";
import { conversationFields, frameFields } from "./fields.js";
import type { CaptureTable } from "./observe-capture.js";
import { searchRules } from "./rule-search.js";
import { divide, sampleClasses } from "./samples.js";
import { drawUnits } from "./tally.js";
import { tellingFields } from "./telling-fields.js";
import { treeAreas } from "./trees.js";

export interface CompareOptions {
  readonly seed: number;
  /** Awaited between steps, so that the caller can show them or stop. */
  readonly pause: (step: string) => Promise<void>;
}

/** A side that is one capture of fewer than two conversations cannot be divided. */
export interface TooLittle {
  readonly side: "real" | "generated";
  readonly conversations: number;
}

const mostTelling = 10;

export async function compareTables(
  real: readonly CaptureTable[],
  generated: readonly CaptureTable[],
  { seed, pause }: CompareOptions,
): Promise<Result<CompareReport, TooLittle>> {
  const divided = divide(real, generated);
  if (!divided.ok) return divided;
  const division = divided.value;
  const units = { real: division.real.units, generated: division.generated.units };
  const draws = drawUnits(units, createRandomStream(seed, "resampling"));
  const context = { folds: division.folds, units, draws, pause };

  const frames = sampleClasses(real, generated, division, "frameClasses");
  const conversations = sampleClasses(real, generated, division, "conversationClasses");
  const frameRules = await searchRules(frames, frameFields, context);
  const conversationRules = await searchRules(conversations, conversationFields, context);
  const frameTrees = await treeAreas(
    frames,
    Object.keys(frameFields),
    createRandomStream(seed, "frame trees"),
    context,
  );
  const conversationTrees = await treeAreas(
    conversations,
    Object.keys(conversationFields),
    createRandomStream(seed, "conversation trees"),
    context,
  );
  await pause("distances");
  const halves = createRandomStream(seed, "halves");
  const distances = [
    ...fieldDistances(frames, frameFields, units.real, halves),
    ...fieldDistances(conversations, conversationFields, units.real, halves),
  ];
  const telling = [
    ...tellingFields(frames, frameRules, frameFields),
    ...tellingFields(conversations, conversationRules, conversationFields),
  ];
  return {
    ok: true,
    value: {
      real: division.real.facts,
      generated: division.generated.facts,
      folds: division.folds,
      frameRules: { mean: frameRules.mean, classes: frameRules.classes },
      conversationRules: { mean: conversationRules.mean, classes: conversationRules.classes },
      frameTrees,
      conversationTrees,
      distances,
      telling: telling.sort(byExcess).slice(0, mostTelling),
    },
  };
}

/** Those that tell as well stay in the order of the fields. */
function byExcess(one: TellingField, other: TellingField): number {
  return Math.round(other.excess * 1000) - Math.round(one.excess * 1000);
}
