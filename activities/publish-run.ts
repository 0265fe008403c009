import type { ConversationResult, DayRequest, DayResult, StepProgress } from "../src/contracts/day.js";
import type { AssembledCapture } from "./assemble-capture.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { activity } from "./failures.js";
import type { ValidatedCapture } from "./validate-capture.js";
import { writeResult } from "./write-result.js";

export interface PublishInput {
  readonly workflowId: string;
  readonly runId: string;
  /** Absent in runs of older workers: their result is in the server's history alone. */
  readonly payer?: string;
  readonly request: DayRequest;
  readonly conversations: readonly ConversationResult[];
  readonly assembled: AssembledCapture;
  readonly validated: ValidatedCapture;
  readonly dissected: DissectedCapture;
  readonly steps: readonly StepProgress[];
}

/** Publishes a day: ARP, DNS and HTTP, or no DNS where the URL has an address. */
export function createPublishRun(dependencies: ActivityDependencies) {
  return activity((input: PublishInput): Promise<DayResult> =>
    writeResult(dependencies, {
      ...input,
      requested: input.request.scenario.url.isLiteralAddress ? 2 : 3,
      namesConversations: false,
    }),
  );
}
