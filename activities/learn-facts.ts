import { ApplicationFailure } from "@temporalio/common";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ResolvedAddresses, RouterMac } from "../src/contracts/learned.js";
import { failureTypes } from "../src/contracts/names.js";
import type { Result } from "../src/contracts/result.js";
import type { Finding } from "../src/contracts/finding.js";
import type { ResolvedScenario } from "../src/contracts/scenario.js";
import { learnResolvedAddresses } from "../src/learned-facts/learn-resolved-addresses.js";
import { learnRouterMac } from "../src/learned-facts/learn-router-mac.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getFrames } from "./stored-frames.js";

export interface LearnInput {
  /** Frames of a conversation that was found valid. */
  readonly frames: ArtifactRef;
  readonly scenario: ResolvedScenario;
}

/** Reads the router's hardware address out of the ARP reply. */
export function createLearnRouterMac({ store }: ActivityDependencies) {
  return activity(async ({ frames: ref, scenario }: LearnInput): Promise<RouterMac> => {
    const { frames } = await getFrames(store, ref);
    return learned(
      learnRouterMac(frames, scenario.router.ip, { conversation: "arp", framesDigest: ref.digest }),
    );
  });
}

/** Reads the site's addresses out of the DNS answer. */
export function createLearnResolvedAddresses({ store }: ActivityDependencies) {
  return activity(async ({ frames: ref, scenario }: LearnInput): Promise<ResolvedAddresses> => {
    const { frames } = await getFrames(store, ref);
    return learned(
      learnResolvedAddresses(frames, scenario.url.host, { conversation: "dns", framesDigest: ref.digest }),
    );
  });
}

/** Valid frames that do not teach what they must: no retry would change that. */
function learned<T>(result: Result<T, Finding>): T {
  if (result.ok) return result.value;
  throw ApplicationFailure.nonRetryable(result.error.message, failureTypes.nothingLearned, result.error);
}
