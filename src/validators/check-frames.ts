import type { Finding } from "../contracts/finding.js";
import { groupConversations } from "../flow/conversations.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { pairArp } from "./arp-pairing.js";
import type { ConversationRule, ConversationSubjects } from "./conversation/rule.js";
import { pairDns } from "./dns-pairing.js";
import { traceHttp } from "./http-trace.js";
import { conversationRules, packetRules } from "./registry.js";
import { appliesIn, toFinding, type CheckContext } from "./rule.js";
import { traceTcp } from "./tcp-trace.js";

/**
 * Judges frames by themselves and as conversations. Findings come in the order of their first frames, and for one frame in
 * the order of the registry. `linkType` is the capture's, without flag bits.
 */
export function checkFrames(frames: readonly FlowFrame[], options: CheckContext): readonly Finding[] {
  const findings: Finding[] = [];
  const ofPackets = packetRules.filter((rule) => appliesIn(rule, options.profile));
  for (const frame of frames) {
    for (const rule of ofPackets) {
      for (const fault of rule.check(frame, options)) findings.push(toFinding(rule, fault, options.profile));
    }
  }
  const subjects = collectSubjects(frames);
  for (const rule of conversationRules) {
    if (!appliesIn(rule, options.profile)) continue;
    for (const fault of faultsOf(rule, subjects, options))
      findings.push(toFinding(rule, fault, options.profile));
  }
  return inFrameOrder(findings);
}

/** Every subject of a kind that the frames hold. */
type SubjectLists = { readonly [S in keyof ConversationSubjects]: readonly ConversationSubjects[S][] };

function collectSubjects(frames: readonly FlowFrame[]): SubjectLists {
  const conversations = groupConversations(frames);
  const tcp = conversations.tcp.map(traceTcp);
  const http = tcp.flatMap((trace) => traceHttp(trace) ?? []);
  return {
    capture: [frames],
    arp: [pairArp(conversations.arp)],
    dns: [pairDns(conversations.dns)],
    tcp,
    http,
  };
}

function faultsOf(rule: ConversationRule, subjects: SubjectLists, context: CheckContext) {
  switch (rule.subject) {
    case "capture":
      return subjects.capture.flatMap((subject) => rule.check(subject, context));
    case "arp":
      return subjects.arp.flatMap((subject) => rule.check(subject, context));
    case "dns":
      return subjects.dns.flatMap((subject) => rule.check(subject, context));
    case "tcp":
      return subjects.tcp.flatMap((subject) => rule.check(subject, context));
    case "http":
      return subjects.http.flatMap((subject) => rule.check(subject, context));
  }
}

/** A stable sort by first frame; what concerns the whole capture comes first. */
export function inFrameOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => (one.frames[0] ?? 0) - (other.frames[0] ?? 0));
}
