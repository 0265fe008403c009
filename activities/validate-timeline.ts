import { decodePcap } from "../src/capture/pcap.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { Timeline, TimelineClient } from "../src/contracts/timeline.js";
import { checkFrames } from "../src/validators/check-frames.js";
import { checkLinks, type ClientLink } from "../src/validators/check-links.js";
import { withLossAsNotes } from "../src/validators/loss-findings.js";
import { layerOf } from "../src/wire/decoded-frame.js";
import type { AssembledTimeline, PlacedConversation } from "./assemble-timeline.js";
import type { ActivityDependencies } from "./dependencies.js";
import { faultCodes } from "./dissect-capture.js";
import { activity } from "./failures.js";
import { getLossFrames } from "./loss-frames.js";
import { decodeCaptured } from "./stored-frames.js";
import { getJson, putJson } from "./stored-json.js";
import type { ValidatedCapture } from "./validate-capture.js";

export interface ValidateTimelineInput {
  readonly assembled: AssembledTimeline;
  readonly timeline: Timeline;
}

/** Judges a scenario's capture as a whole, read back from its file: every rule of ours, and what holds on the links that are captured. */
export function createValidateTimeline({ store }: ActivityDependencies) {
  return activity(async ({ assembled, timeline }: ValidateTimelineInput): Promise<ValidatedCapture> => {
    const decoded = decodePcap(await store.get(assembled.capture));
    if (!decoded.ok) throw new WiretaleError(`capture-${decoded.error.code}`, decoded.error.message);
    const frames = decoded.value.capture.frames.map(decodeCaptured);
    const placed = await getJson<readonly PlacedConversation[]>(store, assembled.conversations);
    const links = timeline.clients.map((client) => {
      const conversations = placed
        .filter(({ conversation }) => isOf(client.name, conversation))
        .map(({ conversation: name, frames: numbers }) => ({
          name,
          frames: numbers.flatMap((number) => frames[number - 1] ?? []),
        }));
      return { ...linkOf(timeline, client, conversations), conversations };
    });
    const judged = checkFrames(frames, { profile: "generated" });
    const loss = await getLossFrames(store, assembled.labels);
    const findings = [...withLossAsNotes(judged, loss), ...checkLinks(links)];
    return { findings: await putJson(store, findings), refusedBy: faultCodes(findings) };
  });
}

/** Whose link is captured: the client's, or the server's own, where its router is the only other. */
function linkOf(
  { capturePoint, hosts, router }: Timeline,
  client: TimelineClient,
  conversations: ClientLink["conversations"],
): Pick<ClientLink, "client" | "router"> {
  const { ip = "" } = hosts[router] ?? {};
  if (capturePoint?.kind !== "server") return { client, router: { ip } };
  // The server's address may have been open: it is where the first frame goes, which is the client's.
  const first = conversations.flatMap((conversation) => conversation.frames).at(0);
  const address = first === undefined ? undefined : layerOf(first.decoded, "ipv4")?.header.destination;
  const server = { ip: address ?? "0.0.0.0", mac: capturePoint.mac, prefixLength: 32 };
  return { client: server, router: { ip } };
}

/** A client's conversations are named for it: `client-007-dns`. */
function isOf(client: string, conversation: string): boolean {
  return conversation.startsWith(`${client}-`) && /^\d+-[a-z]+$/.test(conversation.slice(client.length + 1));
}
