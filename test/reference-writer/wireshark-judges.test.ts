import { afterAll, describe, expect, it } from "vitest";
import type { ConversationSummary } from "../../src/contracts/summary.js";
import { parseSummary } from "../../src/descriptions/parse-summary.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { createWiregasmDissector } from "../../src/wireshark/wiregasm.js";
import { judgeScript } from "../support/judge-script.js";

const wiregasm = createWiregasmDissector();
afterAll(() => wiregasm.close());

function summaryOf(line: string): ConversationSummary {
  const result = parseSummary(line);
  if (!result.ok) throw new Error(`${line}: ${result.error.message}`);
  return result.value;
}

/** What Wireshark says of the script's frames beyond chats, and what our strict judge says: everything. */
async function judgements(line: string, seed: number): Promise<{ wireshark: string[]; own: unknown[] }> {
  const script = writeScript([{ role: "user", content: `Summary: ${line}` }], seed);
  const judged = judgeScript(script, summaryOf(line), seed);
  const { expertInfo } = await wiregasm.dissect(judged.pcap);
  return {
    wireshark: expertInfo
      .filter(({ severity }) => severity !== "chat")
      .map(({ severity, message }) => `${severity} ${message}`),
    own: [...judged.diagnostics, ...judged.findings],
  };
}

const closing = [
  "note This frame initiates the connection closing",
  "note This frame undergoes the connection closing",
];
const site = 'Source: IP="192.168.1.23" // Destination: IP="203.0.113.80"';
const router = 'Source: IP="192.168.1.23" // Destination: IP="192.168.1.1"';
const page = (others: string) => `${site} // Others: Host="www.example.org", ${others}`;

const conversations: readonly (readonly [what: string, line: string, expected: readonly string[]])[] = [
  ["a ping", `${router} // Others: id=0x268d, seq=1, type=Echo, count=3, interval=0.3, size=56`, []],
  ["a timestamp", `${router} // Others: id=0x268d, seq=1, type=Timestamp`, []],
  [
    "A and AAAA together",
    `${router} // Others: id=[0xbae6, 0x4ee3], resource="www.example.org", response="203.0.113.80", type=["A", "AAAA"], rcode=["NOERROR", "REFUSED"], ttl=0, AA=1, order="together"`,
    [],
  ],
  [
    "a name that does not exist, EDNS and a cookie",
    `${router} // Others: id=0x8b8b, resource="nothere.example.org", type="AAAA", rcode="NXDOMAIN", AD=1, edns=1232, cookie=0x0123456789abcdef`,
    [],
  ],
  ["refused, EDNS", `${router} // Others: resource="nothere.example.org", rcode="REFUSED", edns=1232`, []],
  ...[301, 307, 403, 404].map(
    (code) => [`a page of status ${code}`, page(`Path="/x", Code=${code}, Close="client"`), closing] as const,
  ),
  ["a long body", page('Path="/big.txt", Code=200, Length=12158'), closing],
  [
    "several requests on one connection",
    page('Path=["/", "/big.txt", "/no"], Code=[200, 200, 404], Length=[709, 12158, ""], Close="client"'),
    closing,
  ],
  [
    "a server that closes",
    page('Path="/", Code=200, User_Agent="Python-urllib/3.11", Close="server"'),
    closing,
  ],
  [
    "a refused connection",
    'Source: IP="192.168.1.23" // Destination: IP="203.0.113.80", port=81 // Others: Connection="refused"',
    ["warn Connection reset (RST)"],
  ],
];

describe("what the reference writer writes, before Wireshark and our own judge", () => {
  it.each(conversations)("%s", async (_, line, expected) => {
    for (const seed of [1, 2]) {
      expect(await judgements(line, seed)).toEqual({ wireshark: expected, own: [] });
    }
  });
});
