import type { Framing } from "../../contracts/framing.js";
import type {
  ArpSummary,
  ConversationSummary,
  DnsSummary,
  HttpSummary,
  IcmpSummary,
  TcpSummary,
} from "../../contracts/summary.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import type { Fault, Numbered, RuleDocument } from "../rule.js";
import type { DescribedConnection } from "../described-connections.js";

/** What an intent rule compares with the description. */
export interface IntentView<S extends ConversationSummary = ConversationSummary> {
  readonly frames: readonly FlowFrame[];
  /** TCP connections, with the HTTP messages in them. */
  readonly http: readonly DescribedConnection[];
  readonly summary: S;
  readonly framing?: Framing;
}

interface SummaryByProtocol {
  readonly ARP: ArpSummary;
  readonly ICMP: IcmpSummary;
  readonly DNS: DnsSummary;
  readonly HTTP: HttpSummary;
  readonly TCP: TcpSummary;
  readonly any: ConversationSummary;
}

interface RuleAbout<P extends keyof SummaryByProtocol> extends RuleDocument {
  readonly level: "intent";
  readonly protocol: P;
  readonly check: (view: IntentView<SummaryByProtocol[P]>) => readonly Fault[];
}

export type ArpIntentRule = RuleAbout<"ARP">;
export type IcmpIntentRule = RuleAbout<"ICMP">;
export type DnsIntentRule = RuleAbout<"DNS">;
export type HttpIntentRule = RuleAbout<"HTTP">;
export type TcpIntentRule = RuleAbout<"TCP">;
export type AnyIntentRule = RuleAbout<"any">;
export type IntentRule =
  ArpIntentRule | IcmpIntentRule | DnsIntentRule | HttpIntentRule | TcpIntentRule | AnyIntentRule;

/** One value of a frame beside the one that the description fixes. */
export interface Comparison {
  readonly frame: Numbered;
  readonly layer: string;
  readonly field: string;
  /** What the value is, as messages say it: `the request's sender address`. */
  readonly what: string;
  readonly found: string | undefined;
  readonly expected: string;
  /** How the script says it: `psrc`. */
  readonly inScript: string;
}

/** Compares values of one layer of a frame; what the description leaves open is no comparison. */
export function comparing(frame: Numbered, layer: string) {
  return (
    field: string,
    what: string,
    found: string | undefined,
    expected: string | undefined,
    inScript: string,
  ): readonly Comparison[] =>
    expected === undefined ? [] : [{ frame, layer, field, what, found, expected, inScript }];
}

/** One fault for each value that differs; text is compared as it is, so the caller settles case. */
export function differences(comparisons: readonly Comparison[]): readonly Fault[] {
  return comparisons
    .filter(({ found, expected }) => found !== expected)
    .map(({ frame, layer, field, what, found, expected, inScript }) => ({
      frames: [frame.frameNumber],
      layer,
      field,
      message: `${what} is ${found ?? "missing"}, the description fixes ${expected}`,
      hint: `set ${inScript} to ${expected}`,
    }));
}
