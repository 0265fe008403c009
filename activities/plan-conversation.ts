import { mediaTypes } from "../src/contracts/artifact.js";
import type { ConversationPlan, PlannedConversation } from "../src/contracts/conversation.js";
import type { ResolvedAddresses, RouterMac } from "../src/contracts/learned.js";
import type { ResolvedScenario } from "../src/contracts/scenario.js";
import { describeArp, describeDns, describeHttp } from "../src/descriptions/plan-conversation.js";
import { formatSummary } from "../src/descriptions/format-summary.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { putText } from "./stored-json.js";

/**
 * Planning turns the scenario and what frames have taught into one conversation's description and framing. The types are
 * the guarantee: past ARP nothing can be planned without a `RouterMac`, and no named site without `ResolvedAddresses`,
 * and both exist only as read from frames.
 */
interface PlanInput {
  readonly scenario: ResolvedScenario;
  /** The run's seed: what the client's own stack decides (ports, transaction ids) is drawn from it. */
  readonly seed: number;
}
