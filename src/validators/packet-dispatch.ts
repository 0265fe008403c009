import type { FlowFrame } from "../flow/flow-frame.js";
import type { FindingList } from "./finding-list.js";
import type { PacketRule, PacketSubject } from "./packet/rule.js";
import { appliesIn, type CheckContext, noFaults } from "./rule.js";

interface Ranked {
  readonly rank: number;
  readonly rule: PacketRule;
}

/** Hands each frame to the packet rules that are about one of its layers. */
export class PacketDispatch {
  private readonly always: readonly Ranked[];
  private readonly onError: readonly Ranked[];
  private readonly byProtocol = new Map<string, readonly Ranked[]>();

  constructor(
    rules: readonly PacketRule[],
    private readonly context: CheckContext,
    private readonly findings: FindingList,
  ) {
    const ranked = rules
      .map((rule, rank) => ({ rank, rule }))
      .filter(({ rule }) => appliesIn(rule, context.profile));
    const about = (subject: PacketSubject) => ranked.filter(({ rule }) => subjectsOf(rule).includes(subject));
    this.always = about("frame");
    this.onError = about("error");
    for (const subject of ranked.flatMap(({ rule }) => subjectsOf(rule)))
      this.byProtocol.set(subject, about(subject));
  }

  observe(frame: FlowFrame): void {
    this.judge(this.always, frame);
    this.observeLayers(frame, 0);
  }

  /** A packet put together from fragments: its IP header was judged with them, what it carries was not. */
  observeReassembled(frame: FlowFrame): void {
    this.observeLayers(frame, 1);
  }

  private observeLayers(frame: FlowFrame, start: number): void {
    const { layers, error } = frame.decoded;
    if (error !== undefined) this.judge(this.onError, frame);
    for (let index = start; index < layers.length; index += 1) {
      const protocol = layers[index]?.protocol ?? "raw";
      // Under another version the octets mean something else.
      if (error?.code === "bad-version" && error.layer === protocol) continue;
      const rules = this.byProtocol.get(protocol);
      // A protocol within itself (two VLAN tags, IP in IP) is judged once.
      if (rules !== undefined && !hasBefore(layers, protocol, index)) this.judge(rules, frame);
    }
  }

  private judge(rules: readonly Ranked[], frame: FlowFrame): void {
    for (const { rank, rule } of rules) {
      const faults = rule.check(frame, this.context);
      if (faults !== noFaults) this.findings.add(rank, faults);
    }
  }
}

function subjectsOf({ about }: PacketRule): readonly PacketSubject[] {
  return typeof about === "string" ? [about] : about;
}

function hasBefore(layers: FlowFrame["decoded"]["layers"], protocol: string, end: number): boolean {
  for (let index = 0; index < end; index += 1) if (layers[index]?.protocol === protocol) return true;
  return false;
}
