import type { FlowEventName, FlowEvents } from "../../src/flow/flow-events.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { type FlowLimits, flowLimits } from "../../src/flow/flow-limits.js";
import { FlowTracker } from "../../src/flow/flow-tracker.js";
import { TcpObservation } from "../../src/flow/tcp-connection.js";

/** Everything that happened, by name, in order; observations copied. `limits`: bounds that were reached, with their frames. */
export type Followed = { readonly [Name in FlowEventName]: FlowEvents[Name][] } & {
  readonly limits: [limit: string, frameNumber: number][];
};

const names: readonly FlowEventName[] = [
  "frame",
  "captureEnd",
  "limitReached",
  "tcpSegment",
  "tcpEnd",
  "httpMessage",
  "httpExchange",
  "httpProblem",
  "dnsQuery",
  "dnsAnswered",
  "dnsRepeated",
  "dnsOtherId",
  "dnsOtherEndpoint",
  "dnsUnanswered",
  "dnsUnasked",
  "dnsStreamProblem",
  "dhcpAsked",
  "dhcpAnswered",
  "dhcpUnanswered",
  "dhcpUnasked",
  "reassembled",
  "fragmentsAbandoned",
  "icmpRequest",
  "icmpAnswered",
  "icmpRepeated",
  "icmpUnanswered",
  "icmpUnasked",
  "icmpOtherNumbers",
  "icmpError",
  "neighborMessage",
  "neighborUnanswered",
  "neighborUnasked",
  "arpPacket",
  "arpAnswered",
  "arpOtherAddresses",
  "arpUnanswered",
  "arpUnasked",
  "arpOther",
];

export function followFrames(frames: readonly FlowFrame[], limits: Partial<FlowLimits> = {}): Followed {
  const followed = {
    limits: [],
    ...Object.fromEntries(names.map((name) => [name, []])),
  } as unknown as Followed;
  const tracker = new FlowTracker(
    {
      emit(name, event) {
        const kept = event instanceof TcpObservation ? Object.assign(new TcpObservation(), event) : event;
        (followed[name] as unknown[]).push(kept);
      },
      limitReached: (limit, frameNumber) => followed.limits.push([limit, frameNumber]),
    },
    { ...flowLimits, ...limits },
  );
  for (const frame of frames) tracker.observe(frame);
  tracker.finish();
  return followed;
}
