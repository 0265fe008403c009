import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/contracts/errors.js";
import { timelineOf } from "../timeline/live-acts.js";

const lines = [
  "network: 192.168.1.0/24",
  "hosts:",
  "  client: { ip: 192.168.1.23, persona: linux-client }",
  "  router: { ip: 192.168.1.1, persona: home-router }",
  "  web: { ip: 203.0.113.80, persona: linux-server }",
  "links: { web: { hops: 3 } }",
  "nameServers: { router: { names: { www.example.org: { addresses: [203.0.113.80] } } } }",
  "sites: { 'http://www.example.org': { host: web, pages: { /: { length: 9 } } } }",
  "acts:",
  "  client:",
  "    - { do: fetch, url: 'http://www.example.org/' }",
];
/** The file with one line, counted from 1, in place of another. */
const withLine = (number: number, line: string) =>
  lines.map((own, index) => (index + 1 === number ? line : own)).join("\n");

function faultOf(text: string): { message: string; hint: string | undefined } {
  try {
    timelineOf(text);
  } catch (error) {
    if (error instanceof ConfigError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("no fault was found");
}

describe("a scenario file that is wrong is refused with its place", () => {
  it.each<[what: string, text: string, message: string, hint: RegExp | undefined]>([
    [
      "no network",
      withLine(1, "network: 192.168.1.0"),
      'test.yaml:1:10: network: "192.168.1.0" is no network',
      /such as/,
    ],
    [
      "an unknown key",
      withLine(1, "netwrok: 192.168.1.0/24"),
      "test.yaml:1:1: netwrok: unknown key",
      /network/,
    ],
    [
      "a client of another network",
      withLine(3, "  client: { ip: 192.168.2.23, persona: linux-client }"),
      "test.yaml:3:17: hosts.client.ip: a client has an address of the network 192.168.1.0/24",
      /broadcast/,
    ],
    [
      "the network's own address",
      withLine(3, "  client: { ip: 192.168.1.0, persona: linux-client }"),
      "test.yaml:3:17: hosts.client.ip: a client has an address of the network 192.168.1.0/24",
      /broadcast/,
    ],
    [
      "no such persona",
      withLine(5, "  web: { ip: 203.0.113.80, persona: linux-sever }"),
      'test.yaml:5:37: hosts.web.persona: no persona "linux-sever"',
      /linux-server/,
    ],
    [
      "a router beyond itself",
      withLine(4, "  router: { ip: 203.0.113.1, persona: home-router }"),
      "test.yaml:1:1: router: router is no host of the clients' network 192.168.1.0/24",
      /ip/,
    ],
    [
      "a hardware address that nobody sees",
      withLine(5, '  web: { ip: 203.0.113.80, persona: linux-server, mac: "50:c7:bf:2e:40:11" }'),
      "test.yaml:5:56: hosts.web.mac: only hosts of the clients' network have one that they see",
      undefined,
    ],
    [
      "a capture at nobody",
      withLine(1, "capture: wbe\nnetwork: 192.168.1.0/24"),
      'test.yaml:1:10: capture: no host "wbe"',
      /client, or one of router, web$/,
    ],
    [
      "a capture at one client of several",
      withLine(1, "capture: desk\nnetwork: 192.168.1.0/24").replace(/\bclient:/g, "desk:"),
      "test.yaml:1:10: capture: desk is a client",
      /write client/,
    ],
    [
      "a capture at another host of the clients' network",
      withLine(1, "capture: web\nnetwork: 192.168.1.0/24").replace(
        "203.0.113.80, persona",
        "192.168.1.80, persona",
      ),
      "test.yaml:1:10: capture: web is on the clients' own network",
      /router, or a host beyond it/,
    ],
    [
      "a link of nobody",
      withLine(6, "links: { wbe: { hops: 3 } }"),
      'test.yaml:6:15: links.wbe: no host "wbe"',
      /client/,
    ],
    [
      "a site of nobody",
      withLine(8, "sites: { 'http://www.example.org': { host: wbe } }"),
      'test.yaml:8:44: sites.http://www.example.org.host: no host "wbe"',
      /web/,
    ],
    [
      "a site with a path",
      withLine(8, "sites: { 'http://www.example.org/a': { host: web } }"),
      "test.yaml:8:38: sites.http://www.example.org/a: http://www.example.org/a has a path",
      undefined,
    ],
    [
      "an act of no kind",
      withLine(11, "    - { do: fecht, url: 'http://www.example.org/' }"),
      "test.yaml:11:13: acts.client[0].do: ",
      undefined,
    ],
    [
      "https",
      withLine(11, "    - { do: fetch, url: 'https://www.example.org/' }"),
      'test.yaml:11:25: acts.client[0].url: "https://www.example.org/": https is not supported',
      /http:/,
    ],
    [
      "an address that nobody has",
      withLine(11, "    - { do: fetch, url: ['http://www.example.org/', 'http://203.0.113.81/'] }"),
      "test.yaml:11:53: acts.client[0].url[1]: no host has the address 203.0.113.81",
      /hosts/,
    ],
    [
      "a name that leads nowhere",
      withLine(7, "nameServers: { router: { names: { www.example.net: {}, www.example.org: {} } } }").replace(
        "'http://www.example.org/' }",
        "'http://www.example.net/' }",
      ),
      "test.yaml:11:25: acts.client[0].url: no host serves www.example.net",
      /site/,
    ],
    [
      "too many acts",
      withLine(
        11,
        "    - { do: repeat, times: 20000, acts: [{ do: idle, seconds: 1 }, { do: idle, seconds: 1 }] }",
      ),
      "test.yaml:11:5: acts.client: 60000 acts when all rounds are unrolled",
      /50000/,
    ],
    [
      "rounds without acts",
      withLine(11, "    - { do: repeat, times: 2, acts: [] }"),
      "test.yaml:11:37: acts.client[0].acts: ",
      undefined,
    ],
  ])("%s", (_, text, message, hint) => {
    const fault = faultOf(text);
    expect(fault.message).toContain(message);
    if (hint !== undefined) expect(fault.hint).toMatch(hint);
  });
});

describe("a scenario file", () => {
  it("leaves open what it does not say, and draws the client's own", () => {
    const timeline = timelineOf(lines.join("\n"), 3);
    expect(timeline.hosts["router"]).not.toHaveProperty("mac");
    const [client] = timeline.clients;
    expect(client?.mac).toMatch(/^[0-9a-f:]{17}$/u);
    expect(client).toMatchObject({
      looksUp: ["A", "AAAA"],
      cachesNames: true,
      arpSeconds: 60,
      nameServer: "router",
    });
    expect(timelineOf(lines.join("\n"), 3)).toEqual(timeline);
    expect(timelineOf(lines.join("\n"), 4).clients[0]?.mac).not.toBe(client?.mac);
    expect(timeline.hosts["web"]).toMatchObject({ hops: 3, ip: "203.0.113.80" });
    expect(timeline.hosts["router"]).toMatchObject({ hops: 0, roundTripMicros: 400 });
    for (const name of ["web", "router"]) {
      expect(timeline.hosts[name]).not.toHaveProperty("jitterMicros");
      expect(timeline.hosts[name]).not.toHaveProperty("bandwidthMbps");
    }
  });

  it("says of a link how much its round trips differ, and how narrow it is", () => {
    const link = "links: { web: { hops: 3, roundTripMs: 30, jitterMs: 4.5, bandwidthMbps: 20 } }";
    expect(timelineOf(withLine(6, link)).hosts["web"]).toMatchObject({
      hops: 3,
      roundTripMicros: 30_000,
      jitterMicros: 4_500,
      bandwidthMbps: 20,
    });
    expect(faultOf(withLine(6, "links: { web: { bandwidthMbps: 0 } }")).message).toContain(
      "test.yaml:6:32: links.web.bandwidthMbps: ",
    );
  });

  it("is captured at the clients, at the router, or at a server with a link of its own", () => {
    const at = (place: string, seed = 3) =>
      timelineOf(withLine(1, `capture: ${place}\nnetwork: 192.168.1.0/24`), seed);
    expect(at("client")).toEqual(timelineOf(lines.join("\n"), 3));
    expect(at("client")).not.toHaveProperty("capturePoint");
    expect(at("router").capturePoint).toEqual({ kind: "router", host: "router" });
    const { capturePoint } = at("web");
    // Of the makers that the persona linux-server names.
    const made = /^(b0:83:fe|18:db:f2|3c:52:82):[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}$/u;
    expect(capturePoint).toMatchObject({
      kind: "server",
      host: "web",
      mac: expect.stringMatching(made) as string,
      routerMac: expect.stringMatching(made) as string,
    });
    if (capturePoint?.kind !== "server") throw new Error("no server");
    expect(capturePoint.mac).not.toBe(capturePoint.routerMac);
    expect(at("web").capturePoint).toEqual(capturePoint);
    expect(at("web", 4).capturePoint).not.toEqual(capturePoint);
    expect(at("web").clients).toEqual(at("client").clients);
  });

  it("fixes the hardware address of the server where it is captured", () => {
    const fixed = withLine(5, '  web: { ip: 203.0.113.80, persona: linux-server, mac: "b0:83:fe:00:00:01" }');
    const timeline = timelineOf(`capture: web\n${fixed}`);
    expect(timeline.capturePoint).toMatchObject({ mac: "b0:83:fe:00:00:01" });
    expect(timeline.hosts["web"]).not.toHaveProperty("mac");
  });

  it("gives a host another persona where it is told to", () => {
    const timeline = timelineOf(lines.join("\n"), 3, { web: "home-router" });
    expect(timeline.hosts["web"]?.persona.name).toBe("home-router");
  });

  it("may name things like what every object has", () => {
    const text = withLine(7, "nameServers: { router: { names: { constructor: {} } } }")
      .replace("'http://www.example.org':", "'http://constructor':")
      .replace("'http://www.example.org/'", "'http://constructor/'");
    expect(timelineOf(text).sites).toHaveProperty("constructor:80");
  });

  it("has paths that lose a share of their packets, and others that lose none", () => {
    const path = (link: string) => timelineOf(withLine(6, `links: { web: { ${link} } }`)).hosts["web"];
    expect(path("lossPercent: 2.5")?.lossShare).toBe(0.025);
    expect(path("lossPercent: 0")).not.toHaveProperty("lossShare");
    expect(path("hops: 3")).not.toHaveProperty("lossShare");
    expect(() => path("lossPercent: 21")).toThrow(/lossPercent/);
    expect(() => path("lossPercent: -1")).toThrow(/lossPercent/);
  });

  it.each(["router", "web"])("loses nothing where the capture is at %s", (capture) => {
    const text = withLine(6, `links: { web: { lossPercent: 1 } }\ncapture: ${capture}`);
    expect(() => timelineOf(text)).toThrow(/links\.web\.lossPercent: only what clients see/);
    expect(() => timelineOf(text.replace("lossPercent: 1", "lossPercent: 0"))).not.toThrow();
  });

  it.each(["real-day", "hour", "two-clients", "at-the-server", "lossy"])(
    "examples/%s.yaml is one",
    (name) => {
      expect(timelineOf(readFileSync(`examples/${name}.yaml`, "utf8")).clients.length).toBeGreaterThan(0);
    },
  );
});
