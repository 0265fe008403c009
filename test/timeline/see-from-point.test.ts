import { describe, expect, it } from "vitest";
import { seeFromPoint, type SeenFrame } from "../../src/timeline/see-from-point.js";
import { formatHex, parseHex } from "../../src/wire/bytes.js";
import { timelineOf } from "./live-acts.js";

/** Twelve routers and 20.001 ms to the server; the router of the clients' network is 0.301 ms away. */
const scenario = (capture: string, web = "{ hops: 12, roundTripMs: 20.001 }") =>
  timelineOf(`
capture: ${capture}
network: 192.168.1.0/24
hosts:
  laptop: { ip: 192.168.1.23, persona: linux-client, mac: "a4:34:d9:51:0e:7c" }
  router: { ip: 192.168.1.1, persona: home-router, mac: "50:c7:bf:2e:40:11" }
  wiki: { ip: 192.168.1.80, persona: linux-server }
  web: { ip: 203.0.113.80, persona: linux-server${capture === "web" ? ', mac: "b0:83:fe:00:00:01"' : ""} }
  other: { ip: 198.51.100.7, persona: linux-server }
links: { router: { roundTripMs: 0.301 }, web: ${web} }
acts: { laptop: [{ do: ping, target: web }] }
`);
const toWeb = { client: "laptop", peer: "web" };

const clientMac = "a434d9510e7c";
const routerMac = "50c7bf2e4011";
const webMac = "b083fe000001";
const requestMessage = "0800f7f700070001";
const replyMessage = "0000fff700070001";

/** An echo as the laptop sees it: its own TTL of 64, and what twelve routers left of the server's. */
const request = `${routerMac}${clientMac}0800 4500001c1234400040012a9dc0a80117cb007150 ${requestMessage}`;
const reply = `${clientMac}${routerMac}0800 4500001cabcd00003401dd03cb007150c0a80117 ${replyMessage}`;
/** Who has 192.168.1.1, asked by the laptop of all. */
const arpRequest = `ffffffffffff${clientMac}0806 0001080006040001 ${clientMac}c0a80117 000000000000c0a80101`;
const arpReply = `${clientMac}${routerMac}0806 0001080006040002 ${routerMac}c0a80101 ${clientMac}c0a80117`;

const frame = (hex: string, micros: number, filled: SeenFrame["filled"] = []): SeenFrame => ({
  bytes: octets(hex),
  timeNanos: BigInt(micros) * 1000n,
  filled,
});
const octets = (hex: string): Uint8Array => {
  const bytes = parseHex(hex.replaceAll(" ", ""));
  if (bytes === undefined) throw new Error("no hexadecimal text");
  return bytes;
};
const times = (frames: readonly SeenFrame[] | undefined) =>
  frames?.map(({ timeNanos }) => Number(timeNanos / 1000n));
const hexOf = (frames: readonly SeenFrame[] | undefined) => frames?.map(({ bytes }) => formatHex(bytes));

const echo = [frame(request, 1_000_000), frame(reply, 1_020_101)];

describe("what a server sees", () => {
  const { capturePoint } = scenario("web");
  const otherMac = capturePoint?.kind === "server" ? capturePoint.routerMac.replaceAll(":", "") : "";

  it("the client's packets half a round trip later, its own that much earlier", () => {
    // 20,001 µs are 10,000 there and 10,001 back: the answer leaves 100 µs after the request came.
    expect(times(seeFromPoint(scenario("web"), toWeb, echo))).toEqual([1_010_000, 1_010_100]);
  });

  it("its own link: its card and its router's, the TTLs there, checksums that hold, and the same message", () => {
    expect(otherMac).toMatch(/^[0-9a-f]{12}$/u);
    expect(hexOf(seeFromPoint(scenario("web"), toWeb, echo))).toEqual(
      [
        `${webMac}${otherMac}0800 4500001c123440003401369dc0a80117cb007150 ${requestMessage}`,
        `${otherMac}${webMac}0800 4500001cabcd00004001d103cb007150c0a80117 ${replyMessage}`,
      ].map((hex) => hex.replaceAll(" ", "")),
    );
  });

  it("leaves the frames of the client as they are", () => {
    const own = [frame(request, 1)];
    seeFromPoint(scenario("web"), toWeb, own);
    expect(hexOf(own)).toEqual([request.replaceAll(" ", "")]);
  });

  it("a header checksum that is wrong stays wrong by as much", () => {
    const wrong = frame(request.replace("2a9d", "2a9e"), 1);
    const [seen] = hexOf(seeFromPoint(scenario("web"), toWeb, [wrong])) ?? [];
    expect(seen).toContain("3401369e");
  });

  it.each([
    ["the client's is one at least", request, "40012a9d", "0501659d", 1],
    ["the server's is 255 at most", reply, "3401dd03", "fa011703", 255],
  ])("a TTL has its bounds: %s", (_, hex, before, after, ttl) => {
    const [seen] = seeFromPoint(scenario("web"), toWeb, [frame(hex.replace(before, after), 1)]) ?? [];
    expect(seen?.bytes[14 + 8]).toBe(ttl);
  });

  it("says that the path decided the client's TTL, and the server's stack its own", () => {
    const field = (by: string) => [
      { layer: "IP", field: "ttl", by },
      { layer: "IP", field: "identification", by: "persona x" },
      { layer: "IPv6", field: "ttl", by: "persona x" },
    ];
    const seen = seeFromPoint(scenario("web"), toWeb, [
      frame(request, 1, field("persona linux-client")),
      frame(reply, 30_000, field("path")),
    ]);
    expect(seen?.map(({ filled }) => filled)).toEqual([field("path"), field("persona linux-server")]);
  });

  it("nothing of what is said to others, on the clients' network or beyond", () => {
    expect(seeFromPoint(scenario("web"), { client: "laptop", peer: "other" }, echo)).toBeUndefined();
    const arp = [frame(arpRequest, 1), frame(arpReply, 400)];
    expect(seeFromPoint(scenario("web"), { client: "laptop", peer: "router" }, arp)).toBeUndefined();
  });
});

describe("what the router sees on the clients' network", () => {
  it("the same octets, when they are at its interface", () => {
    const seen = seeFromPoint(scenario("router"), toWeb, echo);
    expect(hexOf(seen)).toEqual(hexOf(echo));
    // Of 301 µs 150 there and 151 back.
    expect(times(seen)).toEqual([1_000_150, 1_019_950]);
  });

  it("what it is asked itself", () => {
    const arp = [frame(arpRequest, 1_000), frame(arpReply, 1_400)];
    const seen = seeFromPoint(scenario("router"), { client: "laptop", peer: "router" }, arp);
    expect(hexOf(seen)).toEqual(hexOf(arp));
    expect(times(seen)).toEqual([1_150, 1_249]);
  });

  it("answers of a host said to be nearer than it after their requests all the same", () => {
    const near = scenario("router", "{ hops: 1, roundTripMs: 0.1 }");
    const seen = seeFromPoint(near, toWeb, [frame(request, 1_000), frame(reply, 1_110)]);
    expect(times(seen)).toEqual([1_050, 1_060]);
  });

  it("nothing that a client and another host of its network say to each other", () => {
    expect(seeFromPoint(scenario("router"), { client: "laptop", peer: "wiki" }, echo)).toBeUndefined();
  });
});

it("clients see their own frames", () => {
  expect(seeFromPoint(scenario("client"), toWeb, echo)).toBe(echo);
});
