import type { Persona } from "../../src/contracts/persona.js";

/** A persona whose every value is given; tests that care about values set their own. */
export const testPersona: Persona = {
  name: "test-host",
  title: "A host for tests",
  source: "made up",
  macPrefixes: ["a4:34:d9"],
  ip: { ttl: 64 },
  tcp: {
    dontFragment: true,
    identification: "per-connection",
    synAckIdentification: "zero",
    synOptions: ["mss", "sack-permitted", "timestamp", "nop", "window-scale"],
    synAckOptions: ["mss", "sack-permitted", "timestamp", "nop", "window-scale"],
    mss: 1460,
    windowScale: 7,
    synWindow: 64240,
    synAckWindow: 65160,
    receiveWindow: 64256,
    timestampHz: 1000,
  },
  udp: { dontFragment: true, identification: "per-socket" },
  ephemeralPorts: { first: 32768, last: 60999, parity: "even" },
  reactionMicros: { acknowledge: [20, 90], answer: [100, 600], next: [30, 200] },
  dnsCompression: true,
};
