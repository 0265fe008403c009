import type { Finding } from "../contracts/finding.js";
import { inFrameOrder } from "./check-frames.js";
import { linkRules } from "./registry.js";
import { toFinding } from "./rule.js";
import type { LinkView, NamedConversation } from "./scenario/rule.js";

/** One client of a scenario, who its router is, and its conversations in their order. */
export interface ClientLink {
  readonly client: LinkView["scenario"]["client"];
  readonly router: LinkView["scenario"]["router"];
  readonly conversations: readonly NamedConversation[];
}

/** Judges what holds on each client's link: its conversations in order, one hardware address for each host. */
export function checkLinks(links: readonly ClientLink[]): readonly Finding[] {
  return inFrameOrder(
    links.flatMap(({ client, router, conversations }) => {
      const frames = conversations.flatMap((conversation) => conversation.frames);
      const view: LinkView = { conversations, frames, scenario: { client, router } };
      return linkRules.flatMap((rule) =>
        rule.check(view).map((fault) => toFinding(rule, fault, "generated")),
      );
    }),
  );
}
