import type { Timeline } from "../../src/contracts/timeline.js";

/** How a client's day is cut into workflows: pure decisions, tested as tables. */

/**
 * Conversations of one stretch. Each adds about fifteen events to the stretch's history (its plan, the child's start and end, the
 * record, and the workflow tasks between), so that a stretch stays well below the 4,096 at which Temporal advises to begin anew.
 */
export const conversationsPerStretch = 100;

/** Whether a stretch ends here: the next one goes on from the client's state. */
export function isStretchOver(conversations: number): boolean {
  return conversations >= conversationsPerStretch;
}

/** How often a stretch tells how far it is: news is three events in the day's history. */
export const conversationsPerNews = 10;

/**
 * Whether clients have to live one after the other: where the scenario leaves open what more than one of them will be told, the first
 * one's frames say it, and the others are told the same.
 */
export function mustFollow({ clients, hosts, nameServers }: Timeline): boolean {
  if (clients.length < 2) return false;
  const openMac = Object.values(hosts).some(
    ({ ip, mac, hops }) => ip !== undefined && hops === 0 && mac === undefined,
  );
  const openName = Object.values(nameServers).some(({ names }) =>
    Object.values(names).some(({ addresses }) => addresses === undefined),
  );
  return openMac || openName;
}
