import { describe, expect, it } from "vitest";
import type { LearnedFact, ResolvedAddresses, RouterMac } from "../../src/contracts/learned.js";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";
import {
  describeArp,
  describeDns,
  describeHttp,
  describeHttpToLiteral,
  httpDate,
} from "../../src/descriptions/plan-conversation.js";
import { readYaml, scenarioOf, sha256 } from "./scenario-builders.js";

/** Stands for what learned-facts reads from frames: only a test may make one of nothing. */
function learned<T>(value: T): LearnedFact<T> {
  return {
    value,
    from: { conversation: "test", frameNumber: 2, framesDigest: "sha256:0" },
  } as LearnedFact<T>;
}

const routerMac: RouterMac = learned("50:c7:bf:8e:71:03");
const addresses: ResolvedAddresses = learned(["93.184.216.34", "93.184.216.35"]);

describe("the conversations of a day", () => {
  it("asks for the router with a broadcast, and leaves its MAC open", () => {
    const scenario = scenarioOf();
    const { summary, framing } = describeArp(scenario);
    expect(summary).toEqual({
      protocol: "ARP",
      source: { mac: scenario.client.mac, ip: "192.168.1.23" },
      destination: { mac: "ff:ff:ff:ff:ff:ff" },
      wanted: { ip: "192.168.1.1" },
    });
    expect(framing.kind).toBe("local");
  });

  it("hands the router's MAC on only as a wish of the endpoints file, never in the framing", () => {
    const { summary, framing } = describeArp(
      scenarioOf({ file: readYaml("examples/scenarios/fixed-answers.yaml") }),
    );
    expect(summary.wanted.mac).toBe("50:c7:bf:8e:71:03");
    expect(JSON.stringify(framing)).not.toContain("50:c7:bf:8e:71:03");
  });

  it("asks for the site's name and leaves the answer open", () => {
    const { summary, framing } = describeDns(scenarioOf(), 1, routerMac, sha256);
    expect(summary).toMatchObject({ resource: "example.com", destination: { ip: "192.168.1.1" } });
    expect("response" in summary).toBe(false);
    expect(framing.routerMac).toBe(routerMac);
    expect(framing.peer).not.toHaveProperty("mac");
  });

  it("fixes the answer where the endpoints file does", () => {
    const scenario = scenarioOf({ url: "http://www.example.org/" });
    expect(describeDns(scenario, 1, routerMac, sha256).summary.response).toEqual(["203.0.113.80"]);
  });

  it("fetches from the first address that was learned", () => {
    const start = Date.UTC(2025, 2, 4, 5, 6, 6) / 1000 + 0.99;
    const { summary, framing } = describeHttp(scenarioOf(), 1, routerMac, addresses, start, sha256);
    expect(summary).toEqual({
      protocol: "HTTP",
      source: { ip: "192.168.1.23", port: summary.source.port },
      destination: { ip: "93.184.216.34", port: 80 },
      host: "example.com",
      path: "/",
      code: 200,
      reasonPhrase: "OK",
      method: "GET",
      userAgent: "curl/8.5.0",
      server: "nginx/1.24.0",
      date: "Tue, 04 Mar 2025 05:06:07 GMT",
    });
    expect(framing.peer).toMatchObject({ ip: "93.184.216.34", roundTripMicros: 23_000 });
    expect(framing.peer).not.toHaveProperty("addresses");
  });

  it("fetches from a literal address with nothing learned but the router's MAC", () => {
    const scenario = scenarioOf({ url: "http://8.8.4.4:8080/x" });
    const { summary } = describeHttpToLiteral(scenario, 1, routerMac, 0, sha256);
    expect(summary).toMatchObject({
      host: "8.8.4.4:8080",
      destination: { ip: "8.8.4.4", port: 8080 },
      path: "/x",
    });
    expect(() => describeHttpToLiteral(scenarioOf(), 1, routerMac, 0, sha256)).toThrow("must be learned");
  });

  it("draws ids and even ports of the client's range from the seed", () => {
    const scenario = scenarioOf();
    const drawn = Array.from({ length: 50 }, (_, seed) => {
      const { summary } = describeHttp(scenario, seed, routerMac, addresses, 0, sha256);
      return {
        port: summary.source.port ?? 0,
        id: describeDns(scenario, seed, routerMac, sha256).summary.id,
      };
    });
    for (const { port } of drawn) {
      expect(port % 2).toBe(0);
      expect(port).toBeGreaterThanOrEqual(32768);
      expect(port).toBeLessThanOrEqual(60999);
    }
    expect(new Set(drawn.map(({ id }) => id)).size).toBeGreaterThan(45);
    expect(new Set(drawn.map(({ port }) => port)).size).toBeGreaterThan(45);
  });

  it("prints descriptions that are read back", () => {
    const { summary } = describeHttp(scenarioOf(), 1, routerMac, addresses, 0, sha256);
    expect(parseSummary(formatSummary(summary))).toEqual({ ok: true, value: summary });
  });
});

it("prints the Date header's form", () => {
  expect(httpDate(1741064767.9)).toBe("Tue, 04 Mar 2025 05:06:07 GMT");
});
