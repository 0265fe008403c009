/**
 * The judge of packets and conversations, frame by frame: the same for a capture of a gigabyte and for a script's few
 * frames. What it holds grows with open conversations and findings, within `CheckLimits`, never with frames.
 */
import type { Finding, SeverityCounts } from "../contracts/finding.js";
import type { FlowEventName, FlowEvents, LimitReached } from "../flow/flow-events.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { FlowTracker } from "../flow/flow-tracker.js";
import { type CheckLimits, checkLimits } from "./check-limits.js";
import { FindingList } from "./finding-list.js";
import { PacketDispatch } from "./packet-dispatch.js";
import { conversationRules, packetRules } from "./registry.js";
import { appliesIn, type CheckContext, type Fault, noFaults } from "./rule.js";

export interface CheckResult {
  /** In the order of their first frames, and for one frame in the order of the registry. */
  readonly findings: readonly Finding[];
  /** All that were found, listed or not, of each severity. */
  readonly counts: SeverityCounts;
  /** The same by rule; rules that found nothing are absent. */
  readonly totals: ReadonlyMap<string, number>;
  /** And by severity. */
  readonly countsByRule: ReadonlyMap<string, SeverityCounts>;
  readonly frames: number;
}

/** A rule that listens to an event. */
interface Listening {
  /** Place in the registry. */
  readonly rank: number;
  readonly handle: (event: never, context: CheckContext) => readonly Fault[];
}

export class CaptureCheck {
  private readonly findings: FindingList;
  private readonly packets: PacketDispatch;
  private readonly listening: Partial<Record<FlowEventName, Listening[]>> = {};
  private readonly reached = new Map<string, { allowed: number; frameNumber: number; times: number }>();
  private readonly tracker: FlowTracker;
  private frames = 0;

  constructor(
    private readonly context: CheckContext,
    private readonly limits: CheckLimits = checkLimits,
  ) {
    const { profile } = context;
    this.findings = new FindingList([...packetRules, ...conversationRules], profile, limits.findingsPerRule);
    this.packets = new PacketDispatch(packetRules, context, this.findings);
    conversationRules.forEach((rule, index) => {
      if (!appliesIn(rule, profile)) return;
      const handlers = { ...rule.on, ...rule.watch?.(context) };
      for (const [name, handle] of Object.entries(handlers)) {
        (this.listening[name as FlowEventName] ??= []).push({ rank: packetRules.length + index, handle });
      }
    });
    this.tracker = new FlowTracker(this, limits);
  }

  /** Judges the next frame of the capture. Nothing of it is kept, so its octets may be overwritten afterwards. */
  observe(frame: FlowFrame): void {
    this.frames += 1;
    this.packets.observe(frame);
    this.tracker.observe(frame);
  }

  /** The capture has ended. Once; after it nothing is observed. */
  finish(): CheckResult {
    this.tracker.finish();
    for (const event of this.limitsReached()) this.emit("limitReached", event);
    const { counts, totals, countsByRule } = this.findings;
    return { findings: this.findings.inFrameOrder(), counts, totals, countsByRule, frames: this.frames };
  }

  /** For the tracker: hands an event to the rules that listen. */
  emit<Name extends FlowEventName>(name: Name, event: FlowEvents[Name]): void {
    if (name === "reassembled") this.packets.observeReassembled((event as FlowEvents["reassembled"]).frame);
    const listening = this.listening[name];
    if (listening === undefined) return;
    for (const { rank, handle } of listening) {
      const faults = handle(event as never, this.context);
      if (faults !== noFaults) this.findings.add(rank, faults);
    }
  }

  /** For the tracker. */
  limitReached(limit: keyof CheckLimits, frameNumber: number): void {
    const before = this.reached.get(limit);
    if (before === undefined) this.reached.set(limit, { allowed: this.limits[limit], frameNumber, times: 1 });
    else before.times += 1;
  }

  private limitsReached(): readonly LimitReached[] {
    const ofFlow = [...this.reached].map(([limit, { allowed, frameNumber, times }]) => ({
      limit,
      allowed,
      frameNumber,
      times,
    }));
    return [...ofFlow, ...this.findings.overflows()];
  }
}
