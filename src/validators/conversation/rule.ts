import type { FlowFrame } from "../../flow/flow-frame.js";
import type { ArpPairing } from "../arp-pairing.js";
import type { DnsPairing } from "../dns-pairing.js";
import type { HttpTrace } from "../http-trace.js";
import type { CheckContext, Fault, RuleDocument } from "../rule.js";
import type { TcpTrace } from "../tcp-trace.js";

/** What a conversation rule reads, and how often it is called: once a capture, or once a TCP connection. */
export interface ConversationSubjects {
  readonly capture: readonly FlowFrame[];
  readonly arp: ArpPairing;
  readonly dns: DnsPairing;
  readonly tcp: TcpTrace;
  readonly http: HttpTrace;
}

interface RuleAbout<S extends keyof ConversationSubjects> extends RuleDocument {
  readonly level: "conversation";
  readonly subject: S;
  readonly check: (subject: ConversationSubjects[S], context: CheckContext) => readonly Fault[];
}

export type CaptureRule = RuleAbout<"capture">;
export type ArpRule = RuleAbout<"arp">;
export type DnsRule = RuleAbout<"dns">;
export type TcpRule = RuleAbout<"tcp">;
export type HttpRule = RuleAbout<"http">;
export type ConversationRule = CaptureRule | ArpRule | DnsRule | TcpRule | HttpRule;
