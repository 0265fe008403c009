import { describe, expect, it } from "vitest";
import type { Framing } from "../../src/contracts/framing.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import type { ScriptLayer, ScriptPacket } from "../../src/interpreter/script-layer.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { type DecodedLayer } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import {
  clientIp,
  clientMac,
  day,
  flags,
  linux,
  local,
  packetOf,
  routed,
  routerMac,
  segmentOf,
  serverIp,
} from "./packets.js";

const options = { seed: 7, startSeconds: 1_700_000_000.25 };

function fill(packets: readonly ScriptPacket[], framing: Framing = routed, seed = 7) {
  return fillPackets(packets, framing, { ...options, seed });
}

function layerOf<Name extends DecodedLayer["protocol"]>(frame: FilledFrame | undefined, name: Name) {
  const decoded = decodeFrame(frame?.bytes ?? new Uint8Array(), linkTypes.ethernet);
  const layer = decoded.layers.find(
    (each): each is Extract<DecodedLayer, { protocol: Name }> => each.protocol === name,
  );
  if (layer === undefined) throw new Error(`the frame has no ${name}`);
  return layer;
}

const tcpOf = (frame: FilledFrame | undefined) => layerOf(frame, "tcp").header;
const ipOf = (frame: FilledFrame | undefined) => layerOf(frame, "ipv4").header;

describe("a connection whose script sets no sequence numbers", () => {
  const { frames, findings } = fill(day);
  const [syn, synAck] = frames;

  it("has no findings and a frame a packet", () => {
    expect(findings).toEqual([]);
    expect(frames.map((frame) => frame.layers.join("/"))).toEqual([
      ...Array<string>(3).fill("Ether/IP/TCP"),
      "Ether/IP/TCP/Raw",
      "Ether/IP/TCP",
      "Ether/IP/TCP/Raw",
      ...Array<string>(5).fill("Ether/IP/TCP"),
    ]);
  });

  it("counts what each side sent, SYN and FIN as one octet", () => {
    const clientStart = tcpOf(syn).sequenceNumber;
    const serverStart = tcpOf(synAck).sequenceNumber;
    const relative = frames.map((frame) => {
      const { sourcePort, sequenceNumber, acknowledgmentNumber } = tcpOf(frame);
      const [own, other] = sourcePort === 80 ? [serverStart, clientStart] : [clientStart, serverStart];
      return [(sequenceNumber - own) >>> 0, (acknowledgmentNumber - other) >>> 0];
    });
    expect(relative.slice(1)).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 19],
      [1, 19],
      [19, 44],
      [19, 44],
      [44, 20],
      [44, 20],
      [20, 45],
    ]);
    expect(tcpOf(syn).acknowledgmentNumber).toBe(0);
    expect(clientStart).toBeGreaterThan(0xffff);
    expect(clientStart).not.toBe(serverStart);
  });

  it("wraps sequence numbers at 2^32", () => {
    const wrapped = fill(
      day.map((packet) => ({
        ...packet,
        layers: packet.layers.map((layer): ScriptLayer => {
          if (layer.name !== "TCP" || layer.fields.flags !== flags.syn) return layer;
          return { ...layer, fields: { ...layer.fields, sequenceNumber: 0xffff_fffe } };
        }),
      })),
    );
    // The rest is computed on from the SYN's number, though the mixture is told.
    expect(tcpOf(wrapped.frames[2]).sequenceNumber).toBe(0xffff_ffff);
    expect(tcpOf(wrapped.frames[6]).sequenceNumber).toBe(17);
    expect(wrapped.findings.map(({ code }) => code)).toEqual(["tcp-sequence-mixed"]);
  });

  it("opens with the options of a Linux client and server, word for word", () => {
    const synBytes = layerOf(syn, "tcp").header.optionBytes;
    const timestamp = [...synBytes.slice(8, 12)];
    expect([...synBytes]).toEqual([
      ...[2, 4, 0x05, 0xb4],
      ...[4, 2],
      ...[8, 10, ...timestamp, 0, 0, 0, 0],
      1,
      ...[3, 3, 7],
    ]);
    const synAckBytes = [...layerOf(synAck, "tcp").header.optionBytes];
    expect(synAckBytes.slice(0, 8)).toEqual([2, 4, 0x05, 0xb4, 4, 2, 8, 10]);
    expect(synAckBytes.slice(12)).toEqual([...timestamp, 1, 3, 3, 7]);
  });

  it("carries timestamps in every later segment, each echoing the other side's last", () => {
    const latest = new Map<number, number>();
    for (const frame of frames) {
      const { sourcePort, destinationPort, optionBytes } = tcpOf(frame);
      const view = new DataView(optionBytes.buffer, optionBytes.byteOffset);
      const at = sourcePort === 80 || frame !== syn ? (frame === synAck ? 8 : 4) : 8;
      if (at === 4) expect([...optionBytes.slice(0, 4)]).toEqual([1, 1, 8, 10]);
      const value = view.getUint32(at);
      expect(view.getUint32(at + 4)).toBe(latest.get(destinationPort) ?? 0);
      expect((value - (latest.get(sourcePort) ?? value)) >>> 0).toBeLessThan(1_000);
      latest.set(sourcePort, value);
    }
  });

  it("offers unscaled windows first, then scaled ones", () => {
    expect(frames.map((frame) => tcpOf(frame).window)).toEqual([
      64240, 65160, 502, 502, 510, 510, 502, 502, 510, 510, 502,
    ]);
  });

  it("has good checksums", () => {
    for (const frame of frames) {
      expect(layerOf(frame, "ipv4").checksumStatus).toBe("good");
      expect(layerOf(frame, "tcp").checksumStatus).toBe("good");
    }
  });

  it("sends DF, and a TTL that the path's eleven routers lowered", () => {
    expect(frames.map((frame) => ipOf(frame).flags)).toEqual(Array(11).fill(2));
    const ttls = frames.map((frame) => ipOf(frame).ttl);
    expect(ttls).toEqual([64, 53, 64, 64, 53, 53, 64, 64, 53, 53, 64]);
  });

  it("counts identifications per side from a random start, 0 in the SYN-ACK", () => {
    const of = (source: string) =>
      frames.map(ipOf).flatMap((header) => (header.source === source ? [header.identification] : []));
    const [first = 0, ...rest] = of(clientIp);
    expect(rest).toEqual([1, 2, 3, 4, 5].map((step) => (first + step) & 0xffff));
    const [synAckId, next = 0, ...later] = of(serverIp);
    expect(synAckId).toBe(0);
    expect(later).toEqual([1, 2, 3].map((step) => (next + step) & 0xffff));
    expect(next).not.toBe(1);
  });

  it("goes between the client's card and the router's", () => {
    for (const frame of frames) {
      const { source, destination } = layerOf(frame, "ethernet").header;
      const up = ipOf(frame).source === clientIp;
      expect([source, destination]).toEqual(up ? [clientMac, routerMac] : [routerMac, clientMac]);
    }
  });

  it("takes the round trip for the server's answers only", () => {
    const micros = frames.map((frame) => Math.round(frame.timeSeconds * 1e6));
    const gaps = micros.slice(1).map((time, index) => time - (micros[index] ?? 0));
    expect(micros[0]).toBe(1_700_000_000_250_000);
    // SYN-ACK, ACK of the request, the server's closing: 20 ms and more.
    for (const remote of [0, 3, 7]) expect(gaps[remote]).toBeGreaterThan(20_000);
    // The client's ACK, request, ACK of the answer, FIN, last ACK; the server's answer right after its ACK.
    for (const near of [1, 2, 5, 6, 8, 9]) expect(gaps[near]).toBeLessThan(4_000);
    for (const gap of gaps) expect(gap).toBeGreaterThan(0);
  });

  it("says of every value who decided it", () => {
    expect(syn?.filled).toEqual([
      { layer: "frame", field: "time", by: "path" },
      { layer: "Ether", field: "source", by: "link" },
      { layer: "Ether", field: "destination", by: "link" },
      { layer: "IP", field: "ttl", by: "persona linux-client" },
      { layer: "IP", field: "identification", by: "persona linux-client" },
      { layer: "IP", field: "flags", by: "persona linux-client" },
      { layer: "TCP", field: "sequenceNumber", by: "connection" },
      { layer: "TCP", field: "window", by: "persona linux-client" },
      { layer: "TCP", field: "options", by: "persona linux-client" },
    ]);
    expect(synAck?.filled).toContainEqual({ layer: "IP", field: "ttl", by: "path" });
  });
});

describe("what the SYNs did not offer", () => {
  it("is answered with what is left, padded as Linux does", () => {
    const syn = segmentOf("client", flags.syn, "", {
      options: [{ kind: "mss", value: 1460 }, { kind: "sack-permitted" }, { kind: "window-scale", shift: 8 }],
    });
    const { frames } = fill([syn, ...day.slice(1, 5)]);
    expect([...tcpOf(frames[1]).optionBytes]).toEqual([2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7]);
    expect(tcpOf(frames[2]).optionBytes).toHaveLength(0);
    // The shift is the script's: 64256 / 256.
    expect(tcpOf(frames[2]).window).toBe(251);
  });

  it("leaves windows unscaled and segments without options", () => {
    const { frames } = fill([segmentOf("client", flags.syn, "", { options: [] }), ...day.slice(1, 5)]);
    expect([...tcpOf(frames[1]).optionBytes]).toEqual([2, 4, 0x05, 0xb4]);
    expect(tcpOf(frames[2]).window).toBe(64256);
    expect(tcpOf(frames[4]).window).toBe(65280);
  });
});

describe("a refused connection", () => {
  it("is reset by a host without a socket: sequence number, identification and window 0, no options", () => {
    const { frames } = fill([segmentOf("client", flags.syn), segmentOf("server", flags.rstAck)]);
    const reset = tcpOf(frames[1]);
    expect(reset.sequenceNumber).toBe(0);
    expect(reset.acknowledgmentNumber).toBe((tcpOf(frames[0]).sequenceNumber + 1) >>> 0);
    expect([reset.window, reset.optionBytes.length, ipOf(frames[1]).identification]).toEqual([0, 0, 0]);
  });
});

describe("what the script set", () => {
  it("stays: sequence numbers of a whole connection, verbatim", () => {
    const packets = day.slice(0, 4).map((packet, index) => ({
      ...packet,
      layers: packet.layers.map((layer): ScriptLayer =>
        layer.name === "TCP"
          ? {
              ...layer,
              fields: {
                ...layer.fields,
                sequenceNumber: 100 + index,
                ...(index === 0 ? {} : { acknowledgmentNumber: 900 + index }),
              },
            }
          : layer,
      ),
    }));
    const { frames, findings } = fill(packets);
    expect(findings).toEqual([]);
    expect(frames.map((frame) => tcpOf(frame).sequenceNumber)).toEqual([100, 101, 102, 103]);
    expect(frames.map((frame) => tcpOf(frame).acknowledgmentNumber)).toEqual([0, 901, 902, 903]);
  });

  it("stays even where it is wrong", () => {
    const wrong: ScriptLayer[] = [
      { name: "Ether", fields: { source: "01:00:00:00:00:01", destination: "02:00:00:00:00:02" } },
      {
        name: "IP",
        fields: {
          source: clientIp,
          destination: serverIp,
          ttl: 3,
          identification: 1,
          flags: 0,
          checksum: 0x1234,
        },
      },
      { name: "TCP", fields: { flags: flags.syn, window: 8192, options: [], checksum: 0xbeef } },
    ];
    const { frames } = fill([packetOf(wrong)]);
    expect(layerOf(frames[0], "ethernet").header).toMatchObject({
      source: "01:00:00:00:00:01",
      destination: "02:00:00:00:00:02",
    });
    expect(ipOf(frames[0])).toMatchObject({ ttl: 3, identification: 1, flags: 0, checksum: 0x1234 });
    expect(tcpOf(frames[0])).toMatchObject({ window: 8192, options: [], checksum: 0xbeef });
    expect(frames[0]?.filled.map(({ layer, field }) => `${layer}.${field}`)).toEqual([
      "frame.time",
      "TCP.sequenceNumber",
    ]);
  });

  it("a sleep is the gap, verbatim, and the path decides again after it", () => {
    const packets = day
      .slice(0, 4)
      .map((packet, index) => ({ ...packet, slept: index === 2, timeSeconds: index < 2 ? 5 : 6.5 }));
    const { frames } = fill(packets);
    const micros = frames.map((frame) => Math.round(frame.timeSeconds * 1e6));
    expect((micros[2] ?? 0) - (micros[1] ?? 0)).toBe(1_500_000);
    expect((micros[3] ?? 0) - (micros[2] ?? 0)).toBeLessThan(4_000);
    expect(frames[2]?.filled.map(({ layer }) => layer)).not.toContain("frame");
    expect(frames[3]?.filled.map(({ layer }) => layer)).toContain("frame");
  });

  it("sequence numbers in some segments only are a finding that names the others", () => {
    const packets = day.map((packet, index) =>
      index === 2
        ? segmentOf("client", flags.ack, "", { sequenceNumber: 1, acknowledgmentNumber: 1 })
        : packet,
    );
    expect(fill(packets).findings).toMatchObject([
      { code: "tcp-sequence-mixed", severity: "error", frames: [3], layer: "TCP" },
    ]);
  });

  it("an address of neither host is a finding, and the packet is framed all the same", () => {
    const stray = packetOf([{ name: "IP", fields: { source: "198.51.100.9", destination: clientIp } }]);
    const { frames, findings } = fill([stray]);
    expect(findings).toMatchObject([{ code: "address-not-in-scenario", frames: [1] }]);
    expect(layerOf(frames[0], "ethernet").header.destination).toBe(clientMac);
  });
});

describe("DNS over UDP", () => {
  const query = (identifier: number): ScriptPacket =>
    packetOf([
      { name: "IP", fields: { source: clientIp, destination: serverIp } },
      { name: "UDP", fields: { sourcePort: 50_000, destinationPort: 53 } },
      { name: "DNS", fields: { transactionId: identifier, rd: 1, questions: [{ name: "a.example." }] } },
    ]);
  const answer = packetOf([
    { name: "IP", fields: { source: serverIp, destination: clientIp } },
    { name: "UDP", fields: { sourcePort: 53, destinationPort: 50_000 } },
    {
      name: "DNS",
      fields: {
        transactionId: 5,
        qr: 1,
        questions: [{ name: "a.example." }],
        answers: [{ name: "a.example.", type: 1, ttl: 60, rdata: { kind: "a", address: "192.0.2.1" } }],
      },
    },
  ]);

  it("counts per socket, with DF", () => {
    const { frames } = fill([query(5), query(6)]);
    const [first, second] = frames.map(ipOf);
    expect(second?.identification).toBe(((first?.identification ?? 0) + 1) & 0xffff);
    expect(first?.flags).toBe(2);
  });

  it("is compressed as the server's persona says", () => {
    const { frames } = fill([query(5), answer]);
    const bytes = frames[1]?.bytes ?? new Uint8Array();
    // Ethernet 14, IPv4 20, UDP 8, DNS 12, question 11 + 4: the answer's name is a pointer to octet 12.
    expect([...bytes.slice(14 + 20 + 8 + 12 + 15).slice(0, 2)]).toEqual([0xc0, 12]);
    const plain = { ...routed, peer: { ...routed.peer, persona: linux } };
    expect(fill([query(5), answer], plain).frames[1]?.bytes.length).toBe(bytes.length + 9);
  });
});

describe("ARP", () => {
  const arp = (fields: Extract<ScriptLayer, { name: "ARP" }>["fields"]): ScriptLayer => ({
    name: "ARP",
    fields,
  });

  it("needs no more than the answerer's hardware address", () => {
    const packets = [
      packetOf([arp({ operation: 1, targetProtocolAddress: "192.168.1.1" })]),
      packetOf([
        arp({ operation: 2, senderHardwareAddress: routerMac, senderProtocolAddress: "192.168.1.1" }),
      ]),
    ];
    const { frames, findings } = fill(packets, local);
    expect(findings).toEqual([]);
    const [ask, reply] = frames;
    expect(layerOf(ask, "ethernet").header).toMatchObject({
      source: clientMac,
      destination: "ff:ff:ff:ff:ff:ff",
    });
    expect(layerOf(ask, "arp").header).toMatchObject({
      senderHardwareAddress: clientMac,
      senderProtocolAddress: clientIp,
      targetHardwareAddress: "00:00:00:00:00:00",
    });
    expect(layerOf(reply, "ethernet").header).toMatchObject({ source: routerMac, destination: clientMac });
    expect(layerOf(reply, "arp").header).toMatchObject({
      targetHardwareAddress: clientMac,
      targetProtocolAddress: clientIp,
    });
    const gap = ((reply?.timeSeconds ?? 0) - (ask?.timeSeconds ?? 0)) * 1e6;
    expect(gap).toBeGreaterThan(399);
    expect(gap).toBeLessThan(4_000);
  });

  it("keeps an Ether that the script wrote", () => {
    const ether: ScriptLayer = { name: "Ether", fields: { source: routerMac, destination: clientMac } };
    const body = arp({ operation: 1, senderHardwareAddress: clientMac, senderProtocolAddress: clientIp });
    const { frames } = fill([packetOf([ether, body])], local);
    expect(layerOf(frames[0], "ethernet").header).toMatchObject({
      source: routerMac,
      destination: clientMac,
    });
  });
});

describe("a seed", () => {
  it("decides everything, and another everything else", () => {
    const once = fill(day);
    expect(fill(day)).toEqual(once);
    const other = fill(day, routed, 8);
    expect(tcpOf(other.frames[0]).sequenceNumber).not.toBe(tcpOf(once.frames[0]).sequenceNumber);
    expect(ipOf(other.frames[0]).identification).not.toBe(ipOf(once.frames[0]).identification);
  });

  it("of octets works as well as a number", () => {
    const seed = Uint8Array.of(1, 2, 3, 4);
    const filled = fillPackets(day, routed, { ...options, seed });
    expect(fillPackets(day, routed, { ...options, seed: Uint8Array.of(1, 2, 3, 4) })).toEqual(filled);
    expect(filled.frames).toHaveLength(11);
  });
});
