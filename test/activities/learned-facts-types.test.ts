import { expect, it } from "vitest";
import type { PlanDnsInput, PlanHttpInput } from "../../activities/plan-conversation.js";
import type { RoutedFraming } from "../../src/contracts/framing.js";
import type { RouterMac } from "../../src/contracts/learned.js";
import { dayRequest } from "../support/day-request.js";

/**
 * Nothing can be handed past the frames: each `@ts-expect-error` below is checked by the compiler (`npm run check`), which
 * complains if the line under it ever becomes legal.
 */
const { scenario } = dayRequest("types");
const drawn = { value: "50:c7:bf:00:00:01", from: { conversation: "arp", frameNumber: 2, framesDigest: "" } };

export const withoutFact = (): PlanDnsInput =>
  // @ts-expect-error the DNS expert cannot be asked before the router's MAC was learned
  ({ scenario, seed: 1, after: "1700000000" });

export const madeByHand = (): PlanDnsInput => ({
  scenario,
  seed: 1,
  after: "1700000000",
  // @ts-expect-error an object of the same shape is no learned fact: only src/learned-facts makes one
  routerMac: drawn,
});

export const plainAddresses = (routerMac: RouterMac): PlanHttpInput => ({
  scenario,
  seed: 1,
  after: "1700000000",
  routerMac,
  // @ts-expect-error addresses that no answer taught
  resolvedAddresses: { ...drawn, value: ["198.51.100.9"] },
});

export const framedByHand = (framing: Omit<RoutedFraming, "routerMac">): RoutedFraming => ({
  ...framing,
  // @ts-expect-error frames are not put on the link with a MAC that nobody learned
  routerMac: drawn,
});

it("is proven by the compiler: these four compile only because each has its expected error", () => {
  expect([withoutFact, madeByHand, plainAddresses, framedByHand]).toHaveLength(4);
});
