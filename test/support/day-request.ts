import type { DayRequest } from "../../src/contracts/day.js";
import type { ResolvedExpert, ExpertName } from "../../src/contracts/expert.js";
import { taskQueueNames } from "../../src/contracts/names.js";
import type { ActivityPolicy } from "../../src/contracts/policy.js";
import { testPersona } from "./test-persona.js";

const quick: ActivityPolicy = {
  startToCloseTimeoutMs: 10_000,
  scheduleToCloseTimeoutMs: 30_000,
  heartbeatTimeoutMs: 2_000,
  retry: { initialIntervalMs: 50, backoffCoefficient: 1, maximumIntervalMs: 50, maximumAttempts: 3 },
};

/** A request on queues of its own, so that no other test's worker takes its tasks. */
export function dayRequest(queuePrefix: string, changes: Partial<DayRequest> = {}): DayRequest {
  const queues = taskQueueNames(queuePrefix);
  const expert = (name: ExpertName, protocol: ResolvedExpert["protocol"]): ResolvedExpert => ({
    name,
    protocol,
    mode: "few-shot",
    model: "test-model",
    baseUrl: "embedded",
    temperature: 0.7,
    maxTokens: 4096,
    taskQueue: queues.experts[name],
  });
  const remote = { persona: testPersona, hops: 0, roundTripMicros: 400 };
  return {
    version: 1,
    scenario: {
      name: "test",
      url: { href: "http://example.com/", host: "example.com", isLiteralAddress: false, port: 80, path: "/" },
      client: {
        name: "laptop",
        ip: "192.168.1.23",
        mac: "a4:34:d9:00:00:17",
        prefixLength: 24,
        persona: testPersona,
      },
      router: { name: "router", ip: "192.168.1.1", ...remote },
      nameServer: { name: "router", ip: "192.168.1.1", ...remote },
      site: { name: "example.com", ...remote, hops: 9, roundTripMicros: 20_000 },
      response: { code: 200, reasonPhrase: "OK" },
    },
    seed: 7,
    start: "1700000000",
    startGiven: true,
    experts: {
      arp: expert("arp", "ARP"),
      icmp: expert("icmp", "ICMP"),
      dns: expert("dns", "DNS"),
      http: expert("http", "HTTP"),
      tcp: expert("tcp", "TCP"),
    },
    queues,
    policy: { model: quick, compute: quick, wireshark: quick, storage: quick, maxRepairs: 2 },
    cache: "off",
    ...changes,
  };
}
