import type { ConversationName } from "../../src/contracts/day.js";

/** What one conversation's frames teach, and which of that later ones cannot do without. */
interface DayConversation {
  readonly name: ConversationName;
  readonly needs: readonly LearnedFact[];
  readonly provides: readonly LearnedFact[];
}
type LearnedFact = "routerMac" | "resolvedAddresses";

/** In the order of a day. */
export const dayConversations: readonly DayConversation[] = [
  { name: "arp", needs: [], provides: ["routerMac"] },
  { name: "dns", needs: ["routerMac"], provides: ["resolvedAddresses"] },
  { name: "http", needs: ["routerMac", "resolvedAddresses"], provides: [] },
];

/** Whether a day can do without a conversation: nobody after it needs what it provides. */
export function isSkippable(
  name: ConversationName,
  conversations: readonly DayConversation[] = dayConversations,
): boolean {
  const index = conversations.findIndex((conversation) => conversation.name === name);
  const provides = conversations[index]?.provides ?? [];
  return !conversations.slice(index + 1).some(({ needs }) => needs.some((fact) => provides.includes(fact)));
}
