import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../src/contracts/expert.js";
import type { ConversationSummary, HttpSummary } from "../../src/contracts/summary.js";
import { formatSummary } from "../../src/descriptions/format-summary.js";
import { specialUse } from "../../src/descriptions/ipv4-text.js";
import { writeScript } from "../../src/reference-writer/write-script.js";

const arp: ConversationSummary = {
  protocol: "ARP",
  source: { mac: "a4:34:d9:01:02:03", ip: "192.168.1.23" },
  destination: { mac: "ff:ff:ff:ff:ff:ff" },
  wanted: { ip: "192.168.1.1" },
};
const dns: ConversationSummary = {
  protocol: "DNS",
  source: { ip: "192.168.1.23" },
  destination: { ip: "192.168.1.1" },
  id: 0x1a2b,
  resource: "example.com",
};
const http: HttpSummary = {
  protocol: "HTTP",
  source: { ip: "192.168.1.23", port: 40002 },
  destination: { ip: "93.184.216.34", port: 80 },
  host: "example.com",
  path: "/",
  code: 200,
  reasonPhrase: "OK",
  userAgent: "curl/7.88.1",
  server: "nginx/1.22.1",
  date: "Tue, 04 Mar 2025 05:06:07 GMT",
};

function ask(summary: ConversationSummary | string): ChatMessage {
  const line = typeof summary === "string" ? summary : formatSummary(summary);
  return { role: "user", content: `What is needed.\n\nSummary: ${line}` };
}
const answered: ChatMessage = { role: "assistant", content: "pkt_1 = 1" };
function found(text: string): ChatMessage {
  return { role: "user", content: `This is wrong:\n\n${text}\n\nWrite it again.` };
}
function write(summary: ConversationSummary, seed = 1, ...more: ChatMessage[]): string {
  return writeScript([ask(summary), ...more], seed);
}
/** The answerer's MAC of an ARP script. */
function answerer(script: string): string | undefined {
  return /pkt_2 = Ether\(src="([0-9a-f:]+)"/.exec(script)?.[1];
}
function addresses(script: string): string[] {
  return [...script.matchAll(/rdata="([\d.]+)"/g)].map(([, address = ""]) => address);
}

describe("what is asked", () => {
  it("is the last summary of the newest message that has one", () => {
    const example = formatSummary({ ...dns, resource: "old.example" });
    const task: ChatMessage = {
      role: "user",
      content: `Summary: ${example}\n\nSummary: ${formatSummary(dns)}\n`,
    };
    expect(writeScript([ask(arp), answered, task], 1)).toContain('qname="example.com"');
  });

  it("is never taken from an assistant's answer, or from text that only mentions it", () => {
    const answer: ChatMessage = { role: "assistant", content: `Summary: ${formatSummary(dns)}` };
    const quoted = found(`1. error x: the line 'Summary: Source: …'`);
    expect(writeScript([ask(arp), answer, quoted], 1)).toContain("ARP(");
  });

  it.each([
    ["nothing", [], "no message holds"],
    ["a greeting", [{ role: "user", content: "hello" }], "no message holds"],
    ["a malformed summary", [ask('Source: IP="1.2.3" // Others: resource=a')], "column"],
  ] as [string, ChatMessage[], string][])("cannot be %s", (_, messages, message) => {
    expect(() => writeScript(messages, 1)).toThrow(message);
  });
});

describe("ARP", () => {
  it("writes request and reply, with a unicast MAC of a router's maker of its own choice", () => {
    const macs = Array.from({ length: 60 }, (_, seed) => answerer(write(arp, seed)) ?? "");
    for (const mac of macs) {
      expect(mac).toMatch(
        /^(50:c7:bf|14:cc:20|ec:08:6b|04:92:26|2c:fd:a1|70:8b:cd|00:17:df|2c:54:2d)(:[0-9a-f]{2}){3}$/,
      );
    }
    expect(new Set(macs).size).toBe(60);
  });

  it("writes the whole script of a unicast question", () => {
    expect(write({ ...arp, destination: { mac: "50:c7:bf:00:00:09" } })).toBe(
      `pkt_1 = Ether(src="a4:34:d9:01:02:03", dst="50:c7:bf:00:00:09")/ARP(op=1, hwsrc="a4:34:d9:01:02:03", psrc="192.168.1.23", hwdst="00:00:00:00:00:00", pdst="192.168.1.1")
pkt_2 = Ether(src="50:c7:bf:00:00:09", dst="a4:34:d9:01:02:03")/ARP(op=2, hwsrc="50:c7:bf:00:00:09", psrc="192.168.1.1", hwdst="a4:34:d9:01:02:03", pdst="192.168.1.23")
`,
    );
  });

  it("keeps a fixed MAC whatever is found", () => {
    const fixed: ConversationSummary = { ...arp, wanted: { ip: "192.168.1.1", mac: "ec:08:6b:00:00:01" } };
    const finding = found("1. error arp-x, frame 2: the MAC must be 50:c7:bf:00:00:02");
    expect(answerer(write(fixed, 3, answered, finding))).toBe("ec:08:6b:00:00:01");
  });

  it("heeds a MAC that a finding names, and draws anew when it names none", () => {
    const named = found(
      "1. error arp-x, frame 2: the reply gives aa:aa:aa:aa:aa:aa\n   hint: use 50:c7:bf:00:00:02",
    );
    expect(answerer(write(arp, 3, answered, named))).toBe("50:c7:bf:00:00:02");
    const unnamed = found("1. error arp-answerer-is-asker, frame 2: choose another");
    expect(answerer(write(arp, 3, answered, unnamed))).not.toBe(answerer(write(arp, 3)));
  });
});

describe("DNS", () => {
  it("uses one id, one port and one question, and a public address of its own choice", () => {
    const answers = Array.from({ length: 200 }, (_, seed) => write(dns, seed));
    for (const script of answers) {
      expect(script.match(/id=0x1a2b/g)).toHaveLength(2);
      expect(script).toMatch(/^port = random\.randint\(32768, 60999\)\n/);
      expect(script).toContain("sport=port, dport=53");
      expect(script).toContain("sport=53, dport=port");
      expect(addresses(script).length).toBeGreaterThan(0);
      for (const address of addresses(script)) {
        expect(specialUse(address), address).toBeUndefined();
        expect(address).not.toMatch(/\.(0|255)$/);
      }
      expect(new Set(addresses(script)).size).toBe(addresses(script).length);
    }
    expect(new Set(answers.flatMap(addresses)).size).toBeGreaterThan(190);
    expect(answers.some((script) => addresses(script).length === 2)).toBe(true);
  });

  it("answers with all fixed addresses, and draws an open id once", () => {
    const { id: _, ...open } = dns;
    const script = write({ ...open, response: ["192.0.2.7", "192.0.2.8"] });
    expect(addresses(script)).toEqual(["192.0.2.7", "192.0.2.8"]);
    expect(script).toContain("ident = random.randint(0, 65535)\n");
    expect(script.match(/id=ident/g)).toHaveLength(2);
  });

  it("heeds an address that a finding names", () => {
    const finding = found("1. error dns-x, frame 2: the DNS answer gives 10.0.0.1, expected 203.0.113.80");
    expect(addresses(write(dns, 1, answered, finding))).toEqual(["203.0.113.80"]);
  });
});

describe("HTTP", () => {
  const flags = (script: string) => [...script.matchAll(/flags="(\w+)"/g)].map(([, flag]) => flag);

  it("writes eleven segments, and leaves numbers and windows to the stacks", () => {
    const script = write(http);
    expect(flags(script)).toEqual(["S", "SA", "A", "PA", "A", "PA", "A", "FA", "A", "FA", "A"]);
    expect(script).not.toMatch(/seq=|ack=|window=|options=|sleep/);
    expect(script).toContain(
      'Unknown_Headers={"Host": "example.com", "User-Agent": "curl/7.88.1", "Accept": "*/*"})\n',
    );
    expect(script).toMatch(
      /Unknown_Headers=\{"Server": "nginx\/1.22.1", "Date": "Tue, 04 Mar 2025 05:06:07 GMT", "Content-Type": "text\/html", "Content-Length": "\d+", "Last-Modified": "[^"]+ GMT", "Connection": "keep-alive", "ETag": "\\"[0-9a-f]{8}-[0-9a-f]+\\"", "Accept-Ranges": "bytes"\}/,
    );
  });

  it("writes nginx's own page for 404: 153 octets, as measured", () => {
    const script = write({ ...http, code: 404, reasonPhrase: "Not Found" });
    expect(script).toContain('"Content-Length": "153"');
    expect(script).toContain("<hr><center>nginx/1.22.1</center>");
  });

  it("redirects with a Location, and sends no body with 204, 304 and HEAD", () => {
    const redirect = write({ ...http, code: 307, reasonPhrase: "Temporary Redirect", path: "/a?b" });
    expect(redirect).toContain('"Location": "https://example.com/a?b", "Connection"');
    for (const silent of [
      { ...http, code: 204, reasonPhrase: "No Content" },
      { ...http, code: 304, reasonPhrase: "Not Modified" },
      { ...http, method: "HEAD" },
    ]) {
      expect(write(silent)).not.toContain("/Raw(");
    }
    expect(write({ ...http, code: 304, reasonPhrase: "Not Modified" })).not.toContain("Content-Length");
    expect(write({ ...http, method: "HEAD" })).toContain("Content-Length");
  });

  it("gives each side its window in every packet", () => {
    const script = write({
      ...http,
      source: { ...http.source, window: 512 },
      destination: { ip: "1.2.3.4", window: 256 },
    });
    expect(script.match(/window=512/g)).toHaveLength(6);
    expect(script.match(/window=256/g)).toHaveLength(5);
  });

  it("stays inside its quotes and below a segment, whatever the summary holds", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 }).filter((value) => !/[\p{Cc}\s]/u.test(value));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 200, max: 599 }), fc.nat(), (path, agent, code, seed) => {
        const script = write({ ...http, path: `/${path}`, userAgent: agent, code }, seed);
        expect(script).toMatch(/^[\x20-\x7e\n]*$/);
        expect(script.split("\n")).toHaveLength(12);
        const bare = script.replace(/b?"(?:[^"\\]|\\.)*"/g, "S");
        expect(bare).not.toMatch(/["\\]/);
      }),
      { numRuns: 150, seed: 9 },
    );
  });

  it("writes the same for the same seed, and differs between seeds", () => {
    const { server: _, userAgent: __, ...open } = http;
    expect(write(open, 5)).toBe(write(open, 5));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => write(open, seed))).size).toBe(30);
  });
});
