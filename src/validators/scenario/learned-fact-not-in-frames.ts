import type { FrameProvenance } from "../../contracts/learned.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac } from "../address-classes.js";
import { answerAddresses } from "../dns-answer.js";
import type { Fault } from "../rule.js";
import type { ScenarioRule, ScenarioView } from "./rule.js";

export const learnedFactNotInFrames: ScenarioRule = {
  code: "learned-fact-not-in-frames",
  level: "scenario",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "scenario",
  finds: "A learned fact that the frame it names as its source does not show.",
  why: "Later conversations are built from what frames taught; a fact from elsewhere would make them contradict the capture.",
  rfc: "RFC 826; RFC 1034 section 5.3",
  example: "the learned router address 04:92:26:8e:71:03 does not stand in frame 2",
  check(view) {
    const { routerMac, resolvedAddresses } = view.learned;
    const faults: Fault[] = [];
    if (routerMac !== undefined) {
      const frame = sourceFrame(view, routerMac.from);
      const shown =
        frame === undefined ? undefined : layerOf(frame.decoded, "arp")?.header.senderHardwareAddress;
      if (shown === undefined || !sameMac(shown, routerMac.value))
        faults.push(notShown(`the learned router address ${routerMac.value}`, frame));
    }
    if (resolvedAddresses !== undefined) {
      const frame = sourceFrame(view, resolvedAddresses.from);
      const message = frame === undefined ? undefined : layerOf(frame.decoded, "dns")?.message;
      const question = message?.questions[0];
      const shown = message === undefined || question === undefined ? [] : answerAddresses(message, question);
      for (const address of resolvedAddresses.value) {
        if (!shown.includes(address)) faults.push(notShown(`the resolved address ${address}`, frame));
      }
    }
    return faults;
  },
};

/** The provenance counts within its conversation, from 1. */
function sourceFrame({ conversations }: ScenarioView, from: FrameProvenance): FlowFrame | undefined {
  return conversations.find(({ name }) => name === from.conversation)?.frames[from.frameNumber - 1];
}

function notShown(what: string, frame: FlowFrame | undefined): Fault {
  const place = frame === undefined ? "any frame of its conversation" : `frame ${frame.frameNumber}`;
  return {
    frames: frame === undefined ? [] : [frame.frameNumber],
    message: `${what} does not stand in ${place}`,
    hint: "read facts from the frames again, and build what follows from them",
  };
}
