import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { HttpSummary } from "../../src/contracts/summary.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { expertsOf, live, startSeconds, timelineOf, type Had } from "./live-acts.js";

const example = (name: string) => readFileSync(`examples/${name}.yaml`, "utf8");

/** A small network; `acts` are those of its one client. */
const network = (acts: string, changes: { readonly client?: string; readonly names?: string } = {}) => `
network: 192.168.1.0/24
hosts:
  client: { ip: 192.168.1.23, persona: linux-client, programStartMs: [10, 10]${changes.client ?? ""} }
  router: { ip: 192.168.1.1, persona: home-router }
  printer: { ip: 192.168.1.40, persona: linux-server }
  web: { ip: 203.0.113.80, persona: linux-server }
  open: { persona: linux-server }
nameServers:
  router:
    unknownName: NXDOMAIN
    names: ${changes.names ?? "{ www.example.org: { addresses: [203.0.113.80], ttl: 60 }, open.example.net: { ttl: 0 } }"}
sites:
  http://www.example.org:
    host: web
    pages: { /: { length: 300 }, /old: { code: 301, location: /new }, /new: {}, /large: { length: 200000 }, /loop: { code: 302, location: /loop } }
  http://open.example.net: { host: open, pages: { /: {} } }
  http://192.168.1.40: { host: printer, pages: { /: {} } }
acts:
  client: ${acts}
`;

const summaries = (had: readonly Had[]) => had.map(({ summary }) => summary);
const httpOf = (had: readonly Had[]) =>
  had
    .map(({ next }) => next.described.summary)
    .filter((summary): summary is HttpSummary => summary.protocol === "HTTP");

describe("what a client does next", () => {
  it("asks for the router, then the name, then the page, each built from what frames taught", () => {
    const { had } = live(timelineOf(network('[{ do: fetch, url: "http://www.example.org/" }]')));
    expect(expertsOf(had)).toEqual(["arp", "dns", "http"]);
    const [arp, dns, http] = had;
    const mac = arp?.taught[0]?.value;
    expect(arp?.taught).toMatchObject([
      { fact: "hardwareAddress", of: "192.168.1.1", from: { frameNumber: 2 } },
    ]);
    expect(dns?.next.uses).toMatchObject([{ fact: "hardwareAddress", value: mac }]);
    expect(http?.next.uses.map(({ of }) => of)).toEqual(["192.168.1.1", "www.example.org"]);
    for (const { decoded } of http?.frames ?? []) {
      const ethernet = layerOf(decoded, "ethernet")?.header;
      expect([ethernet?.source, ethernet?.destination]).toContain(mac);
    }
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("goes to the address that the answer gave, not to the one of the file", () => {
    const text = network('[{ do: fetch, url: "http://open.example.net/" }]');
    const { had } = live(timelineOf(text), {
      answer: (_, written) => written.replace(/rdata="[0-9.]+"/g, 'rdata="5.6.7.8"'),
    });
    expect(had.at(-1)?.summary).toContain('Destination: IP="5.6.7.8"');
  });

  it("asks for a name again when its answer has expired, and not before", () => {
    const fetch = '{ do: fetch, url: "http://www.example.org/" }';
    const { had } = live(
      timelineOf(
        network(`[${fetch}, { do: idle, seconds: 20 }, ${fetch}, { do: idle, seconds: 50 }, ${fetch}]`),
      ),
    );
    // The router's own entry is confirmed by every connection.
    expect(expertsOf(had)).toEqual(["arp", "dns", "http", "http", "dns", "http"]);
  });

  it("asks anew each time where nothing keeps answers, and where they hold for no time", () => {
    const twice = (url: string) => `[{ do: fetch, url: "${url}" }, { do: fetch, url: "${url}" }]`;
    const forgetful = timelineOf(
      network(twice("http://www.example.org/"), { client: ", cachesNames: false" }),
    );
    expect(expertsOf(live(forgetful).had)).toEqual(["arp", "dns", "http", "dns", "http"]);
    const open = timelineOf(network(twice("http://open.example.net/")));
    expect(expertsOf(live(open).had)).toEqual(["arp", "dns", "http", "dns", "http"]);
  });

  it("is told the same address again by a name server that chose it once", () => {
    const fetch = '{ do: fetch, url: "http://open.example.net/" }';
    const { had } = live(timelineOf(network(`[${fetch}, ${fetch}]`)));
    const addresses = had.flatMap(({ taught }) => taught.filter(({ fact }) => fact === "addresses"));
    expect(addresses).toHaveLength(2);
    expect(addresses[1]?.value).toEqual(addresses[0]?.value);
  });

  it("asks the router itself, and nobody else, once its hardware address has aged", () => {
    const ping = "{ do: ping, target: router, count: 1 }";
    const { had } = live(timelineOf(network(`[${ping}, { do: idle, seconds: 61 }, ${ping}]`)));
    expect(expertsOf(had)).toEqual(["arp", "icmp", "arp", "icmp"]);
    const mac = String(had[0]?.taught[0]?.value);
    expect(had[0]?.summary).toContain('Destination: MAC="ff:ff:ff:ff:ff:ff"');
    expect(had[2]?.summary).toContain(`Destination: MAC="${mac}" // Wanted: IP="192.168.1.1", MAC="${mac}"`);
    expect(had[2]?.taught[0]?.value).toBe(mac);
  });

  it("reaches a host of its own network without the router", () => {
    const { had } = live(timelineOf(network('[{ do: fetch, url: "http://192.168.1.40/" }]')));
    expect(expertsOf(had)).toEqual(["arp", "http"]);
    expect(had[0]?.summary).toContain('Wanted: IP="192.168.1.40"');
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("follows a redirect to where the response sent it, and only where it is told to", () => {
    const to = (follow: boolean) => `[{ do: fetch, url: "http://www.example.org/old", follow: ${follow} }]`;
    const followed = httpOf(live(timelineOf(network(to(true)))).had);
    expect(followed.map(({ path }) => path)).toEqual(["/old", "/new"]);
    expect(httpOf(live(timelineOf(network(to(false)))).had).map(({ path }) => path)).toEqual(["/old"]);
    // The header in the frame decides, and not the file: this one says something else, which is for the judge to find.
    const elsewhere = live(timelineOf(network(to(true))), {
      answer: (_, written) => written.replace('"Location": "/new"', '"Location": "/"'),
    });
    expect(httpOf(elsewhere.had).map(({ path }) => path)).toEqual(["/old", "/"]);
    expect(elsewhere.had.flatMap(({ findings }) => findings.map(({ code }) => code))).toContain(
      "http-differs-from-description",
    );
  });

  it("does not follow for ever", () => {
    const { had } = live(
      timelineOf(network('[{ do: fetch, url: "http://www.example.org/loop", follow: true }]')),
    );
    expect(httpOf(had)).toHaveLength(11);
  });

  it("goes on where a name does not exist or nobody listens", () => {
    const { had } = live(
      timelineOf(
        network(
          '[{ do: fetch, url: ["http://nothere.example.org/", "http://www.example.org/"] }, { do: fetch, url: "http://www.example.org:81/" }]',
        ),
      ),
    );
    expect(expertsOf(had)).toEqual(["arp", "dns", "dns", "http", "tcp"]);
    expect(had[1]?.summary).toContain('rcode=["NXDOMAIN", "NXDOMAIN"]');
    expect(had[4]?.summary).toContain('port=81 // Others: Connection="refused"');
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("fetches several pages of one site over one connection, where its program keeps one", () => {
    const acts =
      '[{ do: fetch, url: ["http://www.example.org/", "http://www.example.org/new", "http://192.168.1.40/"] }]';
    const kept = httpOf(live(timelineOf(network(acts))).had);
    expect(kept.map(({ path, further = [] }) => [path, ...further.map((exchange) => exchange.path)])).toEqual(
      [["/", "/new"], ["/"]],
    );
  });

  it("begins rounds at their times, and chooses by the seed", () => {
    const acts =
      "[{ do: repeat, times: 3, every: 30, acts: [{ do: one-of, acts: [{ do: ping, target: router, count: 1 }, { do: ping, target: printer, count: 1 }] }] }]";
    const { had } = live(timelineOf(network(acts)));
    const pings = had.filter(({ next }) => next.expert === "icmp");
    const begins = pings.map(({ next }) => Math.floor(Number(next.start)) - startSeconds);
    expect(begins).toEqual([0, 30, 60]);
    const targets = (seed: number) =>
      summaries(live(timelineOf(network(acts.replace("times: 3", "times: 12"))), { seed }).had)
        .filter((line) => line.includes("type=Echo"))
        .map((line) => /Destination: IP="([^"]+)"/.exec(line)?.[1]);
    expect(targets(1)).toEqual(targets(1));
    expect(new Set(targets(1)).size).toBe(2);
    expect(targets(2)).not.toEqual(targets(1));
  });

  it("fetches what is longer than a datagram can be", () => {
    const { had } = live(timelineOf(network('[{ do: fetch, url: "http://www.example.org/large" }]')));
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
    // 200,000 octets of body in segments of at most 1448.
    expect(had.at(-1)?.frames.length).toBeGreaterThan(138);
  });

  it("fetches with another program's habits where it is told to", () => {
    const fetch = 'do: fetch, url: "http://www.example.org/"';
    const { had } = live(timelineOf(network(`[{ ${fetch} }, { ${fetch}, with: linux-wget }]`)));
    expect(httpOf(had).map(({ userAgent }) => userAgent)).toEqual(["curl/7.88.1", "Wget/1.21.3"]);
    expect(() => timelineOf(network(`[{ ${fetch}, with: linux-lynx }]`))).toThrow(
      /acts\.client\[0\]\.with: no persona "linux-lynx"/,
    );
  });

  it("leaves out what is another program's to do", () => {
    const acts = (programs: string) => `[{ do: ping, target: router, count: 1, programs: ${programs} }]`;
    expect(expertsOf(live(timelineOf(network(acts("[Wget, CURL]")))).had)).toEqual(["arp", "icmp"]);
    expect(live(timelineOf(network(acts("[Wget]")))).had).toEqual([]);
  });

  it("is the same day for the same seed", () => {
    const timeline = timelineOf(example("real-day"), 5);
    expect(summaries(live(timeline, { seed: 5 }).had)).toEqual(summaries(live(timeline, { seed: 5 }).had));
    expect(summaries(live(timeline, { seed: 6 }).had)).not.toEqual(
      summaries(live(timeline, { seed: 5 }).had),
    );
  });
});

describe("examples/real-day.yaml is the day of scripts/real-day.sh", () => {
  it.each([1, 2, 3])("conversation by conversation, seed %i: no judge finds anything", (seed) => {
    const { had } = live(timelineOf(example("real-day"), seed), { seed });
    expect(expertsOf(had)).toEqual([
      ...["arp", "icmp"],
      ...Array.from({ length: 7 }, () => ["dns", "http"]).flat(),
      ...["dns", "dns", "tcp", "icmp"],
    ]);
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
    const codes = httpOf(had).map(({ code, further = [] }) => [
      code,
      ...further.map((exchange) => exchange.code),
    ]);
    expect(codes).toEqual([[200], [404], [301], [403], [307], [200], [200, 200]]);
    // As many as seven of eight real days had; one had an acknowledgment less.
    expect(had.reduce((sum, conversation) => sum + conversation.frames.length, 0)).toBe(145);
  });

  it("ports and counters go on from one conversation to the next, as its personas say", () => {
    const { had } = live(timelineOf(example("real-day"), 4), { seed: 4 });
    const ports = httpOf(had).map(({ source }) => source.port ?? 0);
    const steps = ports.slice(1).map((port, index) => port - (ports[index] ?? 0));
    for (const step of steps) {
      expect(step % 2).toBe(0);
      expect(step).toBeGreaterThanOrEqual(2);
      expect(step).toBeLessThanOrEqual(16);
    }
    const answers = had
      .flatMap(({ frames }) => frames)
      .flatMap(({ decoded, timeNanos }) => {
        const isAnswer = layerOf(decoded, "dns")?.message.qr === 1;
        const identification = layerOf(decoded, "ipv4")?.header.identification ?? 0;
        return isAnswer ? [{ identification, millis: Number(timeNanos / 1_000_000n) }] : [];
      });
    expect(answers).toHaveLength(16);
    for (const [index, { identification, millis }] of answers.slice(1).entries()) {
      const before = answers[index] ?? expect.fail();
      const step = (identification - before.identification) & 0xffff;
      // Linux: one up, and skips of no more than the ticks of its clock, a tick every four milliseconds.
      expect(step).toBeGreaterThanOrEqual(1);
      expect(step).toBeLessThanOrEqual(2 + (millis - before.millis + 1) / 4);
    }
  });
});

describe("examples/real-day.yaml with other programs", () => {
  it.each([
    ["linux-wget", [200, 404, 403, 200], "client"],
    ["linux-python", [200, 404, 200], "server"],
  ])("%s is asked for what the script asks it for, and ends as it does", (persona, codes, close) => {
    const { had } = live(timelineOf(example("real-day"), 1, { client: persona }));
    const pages = httpOf(had);
    expect(pages.map(({ code }) => code)).toEqual(codes);
    // Python's urllib closes now and then before the server does, Wget always.
    const closers = pages.map((page) => page.close);
    expect(closers.filter((closer) => closer === close).length).toBeGreaterThan(pages.length / 2);
    if (close === "client") expect(new Set(closers)).toEqual(new Set(["client"]));
    expect(expertsOf(had).slice(-4)).toEqual(["dns", "dns", "tcp", "icmp"]);
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe("examples/hour.yaml", () => {
  it("is an hour and at least 2,000 frames, with everything that can go wrong in it", () => {
    const { had } = live(timelineOf(example("hour"), 7), { seed: 7 });
    const frames = had.flatMap((conversation) => conversation.frames);
    expect(frames.length).toBeGreaterThanOrEqual(2000);
    const last = Number((frames.at(-1)?.timeNanos ?? 0n) / 1_000_000_000n) - startSeconds;
    expect(last).toBeGreaterThan(3500);
    expect(last).toBeLessThan(3700);
    expect(new Set(expertsOf(had))).toEqual(new Set(["arp", "icmp", "dns", "http", "tcp"]));
    expect(had.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe("examples/two-clients.yaml", () => {
  it("the second client is told what the first one was", () => {
    const timeline = timelineOf(example("two-clients"), 7);
    const first = live(timeline, { client: "desk", seed: 7 });
    const second = live(timeline, { client: "kiosk", seed: 7, said: first.state.said });
    const macOf = (had: readonly Had[]) =>
      had
        .flatMap(({ taught }) => taught)
        .find(({ fact, of }) => fact === "hardwareAddress" && of === "10.20.0.1")?.value;
    expect(macOf(second.had)).toBe(macOf(first.had));
    expect([...first.had, ...second.had].flatMap(({ findings }) => findings)).toEqual([]);
  });
});
