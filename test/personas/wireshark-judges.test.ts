import { afterAll, describe, expect, it } from "vitest";
import { encodePcap } from "../../src/capture/pcap.js";
import { readPersona } from "../../src/config/read-persona.js";
import type { Framing } from "../../src/contracts/framing.js";
import { fillPackets } from "../../src/personas/fill-packets.js";
import type { ScriptPacket } from "../../src/interpreter/script-layer.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { day, flags, packetOf, routed, routerMac, segmentOf } from "./packets.js";

const wiregasm = createWiregasmDissector();
afterAll(() => wiregasm.close());

const client = { ...routed.client, persona: readPersona("linux-client") };
const web: Framing = { ...routed, client, peer: { ...routed.peer, persona: readPersona("linux-server") } };
const router: Framing = {
  kind: "local",
  client,
  peer: {
    name: "router",
    ip: "192.168.1.1",
    persona: readPersona("home-router"),
    hops: 0,
    roundTripMicros: 400,
  },
};

const arp: readonly ScriptPacket[] = [
  packetOf([{ name: "ARP", fields: { operation: 1, targetProtocolAddress: "192.168.1.1" } }]),
  packetOf([
    {
      name: "ARP",
      fields: { operation: 2, senderHardwareAddress: routerMac, senderProtocolAddress: "192.168.1.1" },
    },
  ]),
];

/** An answer in five segments with two acknowledgments between. */
const download: readonly ScriptPacket[] = [
  ...day.slice(0, 3),
  segmentOf("client", flags.pushAck, "GET /big HTTP/1.1\r\nHost: example.com\r\n\r\n"),
  segmentOf("server", flags.ack),
  segmentOf("server", flags.pushAck, `HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${"a".repeat(1_000)}`),
  segmentOf("server", flags.ack, "b".repeat(1_000)),
  segmentOf("client", flags.ack),
  segmentOf("server", flags.ack, "c".repeat(1_000)),
  segmentOf("server", flags.ack, "d".repeat(1_000)),
  segmentOf("client", flags.ack),
  segmentOf("server", flags.pushAck, "e".repeat(1_000)),
  ...day.slice(6),
];

async function judge(packets: readonly ScriptPacket[], framing: Framing, seed: number): Promise<string[]> {
  const { frames, findings } = fillPackets(packets, framing, { seed, startSeconds: 1_700_000_000 });
  expect(findings).toEqual([]);
  const records = frames.map(({ bytes, timeSeconds }) => ({
    bytes,
    originalLength: bytes.length,
    timeNanos: BigInt(Math.round(timeSeconds * 1e6)) * 1_000n,
  }));
  const { expertInfo } = await wiregasm.dissect(encodePcap(linkTypes.ethernet, records));
  return expertInfo
    .filter(({ severity }) => severity !== "chat")
    .map(({ severity, message }) => `${severity} ${message}`);
}

const closing = [
  "note This frame initiates the connection closing",
  "note This frame undergoes the connection closing",
];

describe("what the shipped personas fill, before Wireshark", () => {
  for (let seed = 1; seed <= 5; seed += 1) {
    it(`a page, seed ${String(seed)}: the notes of its closing and nothing else`, async () => {
      expect(await judge(day, web, seed)).toEqual(closing);
    });
  }

  it("an answer in many segments: the same", async () => {
    expect(await judge(download, web, 1)).toEqual(closing);
  });

  it("an ARP exchange: nothing", async () => {
    expect(await judge(arp, router, 1)).toEqual([]);
  });
});
