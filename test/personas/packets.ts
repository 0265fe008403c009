import { encodeLayers } from "../../src/interpreter/encode-script-packet.js";
import type { Framing } from "../../src/contracts/framing.js";
import type { RouterMac } from "../../src/contracts/learned.js";
import type { Persona } from "../../src/contracts/persona.js";
import type { ScriptLayer, ScriptPacket } from "../../src/interpreter/script-layer.js";
import type { TcpFields } from "../../src/wire/tcp.js";
import { testPersona } from "../support/test-persona.js";

/** The shipped Linux personas, written out: a change of a shipped value must not move these expectations. */
export const linux: Persona = {
  ...testPersona,
  name: "linux-client",
  reactionMicros: { acknowledge: [10, 90], answer: [100, 400], next: [20, 200] },
  dnsCompression: false,
};

export const server: Persona = {
  ...linux,
  name: "linux-server",
  tcp: { ...linux.tcp, receiveWindow: 65280 },
  dnsCompression: true,
};

/** As days of scripts/real-day.sh show Linux 6.18: window scale 10, and a window that grows as its buffer has room. */
export const linux618: Persona = {
  ...linux,
  tcp: {
    ...linux.tcp,
    windowScale: 10,
    receiveWindow: 64_240,
    acceptedReceiveWindow: 65_160,
    windowGrowth: { leastPayload: 512, octets: 2_896, buffer: 85_500 },
  },
};

export const clientMac = "a4:34:d9:00:12:9f";
export const routerMac = "50:c7:bf:20:5e:01";
export const clientIp = "192.168.1.23";
export const serverIp = "203.0.113.80";

/** Eleven hops and 20 ms away. */
export const routed: Framing = {
  kind: "routed",
  client: { name: "laptop", ip: clientIp, mac: clientMac, persona: linux },
  peer: { name: "example.com", ip: serverIp, persona: server, hops: 11, roundTripMicros: 20_000 },
  // The brand exists in types only; tests of what follows a fact make one up.
  routerMac: {
    value: routerMac,
    from: { conversation: "arp", frameNumber: 2, framesDigest: "" },
  } as unknown as RouterMac,
};

export const local: Framing = {
  kind: "local",
  client: routed.client,
  peer: { name: "router", ip: "192.168.1.1", persona: server, hops: 0, roundTripMicros: 300 },
};

export function packetOf(
  layers: readonly ScriptLayer[],
  options: { timeSeconds?: number; slept?: boolean; line?: number } = {},
): ScriptPacket {
  return {
    layers,
    bytes: encodeLayers(layers, undefined),
    timeSeconds: 0,
    line: 1,
    slept: false,
    ...options,
  };
}

export const flags = {
  syn: 0x02,
  synAck: 0x12,
  ack: 0x10,
  pushAck: 0x18,
  finAck: 0x11,
  rstAck: 0x14,
} as const;

/** A segment between client port 40000 and server port 80 that sets no more than a script must. */
export function segmentOf(
  from: "client" | "server",
  flag: number,
  payload = "",
  fields: Partial<TcpFields> = {},
): ScriptPacket {
  const up = from === "client";
  const load = new TextEncoder().encode(payload);
  return packetOf([
    {
      name: "IP",
      fields: { source: up ? clientIp : serverIp, destination: up ? serverIp : clientIp },
    },
    {
      name: "TCP",
      fields: {
        sourcePort: up ? 40000 : 80,
        destinationPort: up ? 80 : 40000,
        flags: flag,
        ...fields,
      },
    },
    ...(load.length === 0 ? [] : [{ name: "Raw" as const, fields: { load } }]),
  ]);
}

/** Opening, a request of 18 octets, an answer of 43, closing by the client: 11 segments. */
export const request = "GET / HTTP/1.1\r\n\r\n";
export const response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
export const day: readonly ScriptPacket[] = [
  segmentOf("client", flags.syn),
  segmentOf("server", flags.synAck),
  segmentOf("client", flags.ack),
  segmentOf("client", flags.pushAck, request),
  segmentOf("server", flags.ack),
  segmentOf("server", flags.pushAck, response),
  segmentOf("client", flags.ack),
  segmentOf("client", flags.finAck),
  segmentOf("server", flags.ack),
  segmentOf("server", flags.finAck),
  segmentOf("client", flags.ack),
];
