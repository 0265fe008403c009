import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import type { ScriptLayer, ScriptPacket } from "../../src/interpreter/script-layer.js";
import { fillPackets } from "../../src/personas/fill-packets.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { clientIp, packetOf, routed, serverIp } from "./packets.js";

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const address = fc.constantFrom(clientIp, serverIp, "198.51.100.7");
const some = { requiredKeys: [] };

const ip = fc.record(
  { source: address, destination: address, ttl: u8, identification: u16, flags: fc.nat(7) },
  some,
);
const tcp = fc.record(
  {
    sourcePort: u16,
    destinationPort: u16,
    sequenceNumber: u32,
    acknowledgmentNumber: u32,
    flags: fc.nat(0x1ff),
    window: u16,
    urgentPointer: u16,
  },
  some,
);
const udp = fc.record({ sourcePort: u16, destinationPort: fc.integer({ min: 1024, max: 0xffff }) }, some);
const load = fc.uint8Array({ maxLength: 40 });

const packet: fc.Arbitrary<ScriptPacket> = fc
  .record({
    ip,
    transport: fc.oneof(
      tcp.map((fields): ScriptLayer => ({ name: "TCP", fields })),
      udp.map((fields): ScriptLayer => ({ name: "UDP", fields })),
    ),
    load,
    timeSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
    slept: fc.boolean(),
  })
  .map(({ ip: fields, transport, load: bytes, timeSeconds, slept }) =>
    packetOf([{ name: "IP", fields }, transport, { name: "Raw", fields: { load: bytes } }], {
      timeSeconds,
      slept,
    }),
  );
const packets = fc.array(packet, { maxLength: 12 });
const options = { seed: 11, startSeconds: 1_700_000_000 };

describe("whatever a script sets", () => {
  it("reaches the wire as it is, and nothing above the transport header changes", () => {
    fc.assert(
      fc.property(packets, (script) => {
        const { frames } = fillPackets(script, routed, options);
        expect(frames).toHaveLength(script.length);
        for (const [index, frame] of frames.entries()) {
          const layers = script[index]?.layers ?? [];
          const decoded = decodeFrame(frame.bytes, linkTypes.ethernet).layers;
          for (const layer of layers) {
            if (layer.name === "Raw") {
              const tail = frame.bytes.slice(frame.bytes.length - (layer.fields.load?.length ?? 0));
              expect(tail).toEqual(layer.fields.load);
              continue;
            }
            const name = layer.name === "IP" ? "ipv4" : layer.name.toLowerCase();
            const found = decoded.find(({ protocol }) => protocol === name);
            expect(found !== undefined && "header" in found ? found.header : undefined).toMatchObject(
              layer.fields,
            );
          }
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("takes time that only goes forward, and the same frames each time", () => {
    fc.assert(
      fc.property(packets, (script) => {
        const { frames } = fillPackets(script, routed, options);
        const times = frames.map(({ timeSeconds }) => Math.round(timeSeconds * 1e6));
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(fillPackets(script, routed, options).frames).toEqual(frames);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it("keeps its length above the transport header", () => {
    fc.assert(
      fc.property(packet, (each) => {
        const bare = encodeScriptPacket(each.layers);
        const [frame] = fillPackets([each], routed, options).frames;
        const optionLength = frame?.filled.some(({ field }) => field === "options") === true ? 20 : 0;
        expect(bare.ok && bare.value.bytes.length + 14 + optionLength).toBe(frame?.bytes.length);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
