import type { ConversationPlan, PlannedConversation } from "../src/contracts/conversation.js";
import type { ResolvedAddresses, RouterMac } from "../src/contracts/learned.js";
import type { ResolvedScenario } from "../src/contracts/scenario.js";
import { formatEpochMicros, parseEpochMicros } from "../src/contracts/time.js";
import { formatSummary } from "../src/descriptions/format-summary.js";
import {
  describeArp,
  describeDns,
  describeHttp,
  describeHttpToLiteral,
} from "../src/descriptions/plan-conversation.js";
import type { Reaction } from "../src/personas/causes.js";
import { drawDelay, reactionDelay } from "../src/personas/delay.js";
import { createRandomStream } from "../src/personas/random-stream.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { putJson } from "./stored-json.js";

/**
 * Planning turns the scenario and what frames have taught into one conversation's description and framing. The types are
 * the guarantee: past ARP nothing can be planned without a `RouterMac`, no named site without `ResolvedAddresses`, and
 * both exist only as read from frames.
 */
interface PlanInput {
  readonly scenario: ResolvedScenario;
  /** The run's seed: what the client's own stack decides (ports, transaction ids) is drawn from it. */
  readonly seed: number;
}

export interface PlanArpInput extends PlanInput {
  /** Seconds since the epoch, decimal: when the day begins. */
  readonly start: string;
}

export interface PlanDnsInput extends PlanInput {
  /** Time of the last frame so far. */
  readonly after: string;
  readonly routerMac: RouterMac;
}

export interface PlanHttpInput extends PlanDnsInput {
  /** Absent only where the URL has a literal address. */
  readonly resolvedAddresses?: ResolvedAddresses;
}

export function createPlanArp(dependencies: ActivityDependencies) {
  return activity(async ({ scenario, start }: PlanArpInput): Promise<PlannedConversation> => {
    const at = formatEpochMicros(parseEpochMicros(start));
    return storePlan(dependencies, { conversation: "arp", ...describeArp(scenario), start: at });
  });
}

export function createPlanDns(dependencies: ActivityDependencies) {
  return activity(async (input: PlanDnsInput): Promise<PlannedConversation> => {
    const { scenario, seed, routerMac } = input;
    const described = describeDns(scenario, seed, routerMac, dependencies.sha256);
    // A query that waited for the router's hardware address leaves with the stack's reaction to it.
    const start = startAfter("dns", "acknowledge", input);
    return storePlan(dependencies, { conversation: "dns", ...described, start });
  });
}

export function createPlanHttp(dependencies: ActivityDependencies) {
  const { sha256 } = dependencies;
  return activity(async (input: PlanHttpInput): Promise<PlannedConversation> => {
    const { scenario, seed, routerMac, resolvedAddresses } = input;
    const start = startAfter("http", "connect", input);
    const described =
      resolvedAddresses === undefined
        ? describeHttpToLiteral(scenario, seed, routerMac, Number(start), sha256)
        : describeHttp(scenario, seed, routerMac, resolvedAddresses, Number(start), sha256);
    return storePlan(dependencies, { conversation: "http", ...described, start });
  });
}

/** The client goes on as soon as it has what it waited for: after a reaction of its own, drawn from the seed. */
function startAfter(
  conversation: string,
  reaction: Reaction,
  { scenario, seed, after }: PlanDnsInput,
): string {
  const random = createRandomStream(seed, `${conversation}/start`);
  const micros = drawDelay(random, reactionDelay(scenario.client.persona, reaction));
  return formatEpochMicros(parseEpochMicros(after) + BigInt(Math.max(1, micros)));
}

async function storePlan(
  { store }: ActivityDependencies,
  plan: ConversationPlan,
): Promise<PlannedConversation> {
  return { plan: await putJson(store, plan), summaryText: formatSummary(plan.summary) };
}
