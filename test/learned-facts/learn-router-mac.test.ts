import { expect, it } from "vitest";
import { learnRouterMac } from "../../src/learned-facts/learn-router-mac.js";
import { arpExchange, change, client, frames, router, type FrameSpec } from "../validators/day-frames.js";

const source = { conversation: "arp", framesDigest: "sha256:ab" };
const learn = (specs: readonly FrameSpec[]) => learnRouterMac(frames(specs), router.ip, source);

it("reads the address from the reply, with the frame it stands in", () => {
  expect(learn(arpExchange)).toEqual({
    ok: true,
    value: { value: "04:92:26:8e:71:03", from: { ...source, frameNumber: 2 } },
  });
});

it("follows whatever unicast address the answerer chose", () => {
  const learned = learn(change(arpExchange, 2, { arp: { senderHardwareAddress: "5e:00:00:00:00:07" } }));
  expect(learned.ok && learned.value.value).toBe("5e:00:00:00:00:07");
});

it.each<[string, readonly FrameSpec[], string]>([
  ["no frames", [], "no ARP reply says which hardware address 192.168.1.1 has"],
  ["no reply", arpExchange.slice(0, 1), "no ARP reply says which hardware address 192.168.1.1 has"],
  [
    "another host's reply",
    change(arpExchange, 2, { arp: { senderProtocolAddress: client.ip } }),
    "no ARP reply says which hardware address 192.168.1.1 has",
  ],
  [
    "a group address",
    change(arpExchange, 2, { arp: { senderHardwareAddress: "05:92:26:8e:71:03" } }),
    "the ARP reply gives 192.168.1.1 the address 05:92:26:8e:71:03",
  ],
  [
    "zero",
    change(arpExchange, 2, { arp: { senderHardwareAddress: "00:00:00:00:00:00" } }),
    "the ARP reply gives 192.168.1.1 the address 00:00:00:00:00:00",
  ],
  [
    "an address of 14 octets",
    change(arpExchange, 2, {
      arp: {
        hardwareLength: 14,
        senderHardwareAddress: new Uint8Array(14),
        targetHardwareAddress: new Uint8Array(14),
      },
    }),
    "the ARP reply gives 192.168.1.1 the address 00:00:00:00:00:00…",
  ],
  [
    "two replies that differ",
    [
      ...arpExchange,
      ...change(arpExchange.slice(1), 1, { arp: { senderHardwareAddress: "04:00:00:00:00:01" } }),
    ],
    "two ARP replies give 192.168.1.1 different addresses: 04:92:26:8e:71:03 and 04:00:00:00:00:01",
  ],
])("learns nothing from %s", (_, specs, message) => {
  const learned = learn(specs);
  expect(learned.ok ? undefined : learned.error).toMatchObject({ code: "router-mac-not-learned", message });
});
