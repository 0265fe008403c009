import { describe, expect, it } from "vitest";
import { dayConversations, isSkippable } from "../../../workflows/policy/conversations.js";

describe("which conversations a day can do without", () => {
  it.each([
    ["arp", false],
    ["dns", false],
    ["http", true],
  ] as const)("%s: %s", (name, skippable) => {
    expect(isSkippable(name)).toBe(skippable);
  });

  it("one that teaches what nobody needs", () => {
    const [arp, dns, http] = dayConversations;
    if (arp === undefined || dns === undefined || http === undefined) throw new Error("a row is missing");
    expect(isSkippable("dns", [arp, dns, { ...http, needs: ["routerMac"] }])).toBe(true);
    expect(isSkippable("arp", [arp, dns, { ...http, needs: [] }])).toBe(false);
  });
});
