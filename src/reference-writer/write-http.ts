import { httpExchanges } from "../contracts/http-exchanges.js";
import type { HttpExchangeSummary, HttpSummary, TcpSide } from "../contracts/summary.js";
import { pythonBytes, pythonDict, pythonString } from "./python-text.js";
import { requestHeaders, type Headers } from "./request-headers.js";
import type { Choices } from "./seeded-choices.js";
import { serverResponse } from "./server-software.js";

/** What one packet carries of a response at most, in octets: an IP datagram has no room for more than 65,535, headers included. */
const mostInPacket = 40 * 1448;

/** A segment's text, by who sends it and with which flags. */
type WriteSegment = (sender: TcpSide, flags: string) => string;

/**
 * Handshake, each request with its response, and the close: eleven packets for one request, more where the connection is used again. A
 * response is one packet, or a few where it is very long: the server's stack sends them as segments. The first request is acknowledged by itself;
 * on a connection that is in use a stack waits a little, and the response does it (RFC 9293 section 3.8.6.3). No sequence number is set, so the hosts' stacks number them; header
 * names go into `Unknown_Headers`, the one place where Scapy keeps the order that programs send.
 */
export function writeHttp(summary: HttpSummary, choices: Choices): string {
  const request = requestHeaders(summary, choices);
  const segment = segmentWriter(summary);
  const exchanges = httpExchanges(summary);
  const bodies: string[] = [];
  const segments = [
    ...handshake.map(([sender, flags]) => segment(sender, flags)),
    ...exchanges.flatMap((exchange, index) => {
      const name = exchanges.length === 1 ? "body" : `body_${index + 1}`;
      const response = writeResponse(exchange, request, { choices, name, segment });
      bodies.push(...response.definitions);
      return [
        segment("client", "PA") + writeRequest(summary, exchange, request),
        ...(index === 0 ? [segment("server", "A")] : []),
        ...response.packets,
        segment("client", "A"),
      ];
    }),
    ...closings[summary.close ?? "unhurried"].map(([sender, flags]) => segment(sender, flags)),
  ];
  const port = summary.source.port === undefined ? ["port = random.randrange(32768, 61000, 2)"] : [];
  const lines = [...port, ...bodies, ...segments.map((text, index) => `pkt_${index + 1} = ${text}`)];
  return lines.map((line) => `${line}\n`).join("");
}

type Step = readonly [sender: TcpSide, flags: string];

const handshake: readonly Step[] = [
  ["client", "S"],
  ["server", "SA"],
  ["client", "A"],
];

/** How a connection ends: where the other side has nothing more to say, its FIN acknowledges the first one. */
const closings: Readonly<Record<TcpSide | "unhurried", readonly Step[]>> = {
  unhurried: [
    ["client", "FA"],
    ["server", "A"],
    ["server", "FA"],
    ["client", "A"],
  ],
  client: [
    ["client", "FA"],
    ["server", "FA"],
    ["client", "A"],
  ],
  server: [
    ["server", "FA"],
    ["client", "FA"],
    ["server", "A"],
  ],
};

/** The one place where directions are turned around. */
function segmentWriter({ source, destination }: HttpSummary): WriteSegment {
  const clientPort = source.port ?? "port";
  const serverPort = destination.port ?? 80;
  return (sender, flags) => {
    const [from, to] = sender === "client" ? [source, destination] : [destination, source];
    const [sport, dport] = sender === "client" ? [clientPort, serverPort] : [serverPort, clientPort];
    const window = from.window === undefined ? "" : `, window=${from.window}`;
    return `IP(src="${from.ip}", dst="${to.ip}")/TCP(sport=${sport}, dport=${dport}, flags="${flags}"${window})`;
  };
}

function writeRequest(summary: HttpSummary, exchange: HttpExchangeSummary, headers: Headers): string {
  const method = pythonString(summary.method ?? "GET");
  const path = pythonString(exchange.path);
  return `/HTTP()/HTTPRequest(Method=${method}, Path=${path}, Http_Version="HTTP/1.1", Unknown_Headers=${pythonDict(headers)})`;
}

/** A response's packets, one where it is not very long, and what must be defined before them. */
interface WrittenResponse {
  readonly definitions: readonly string[];
  readonly packets: readonly string[];
}

function writeResponse(
  summary: HttpSummary,
  request: Headers,
  { choices, name, segment }: { choices: Choices; name: string; segment: WriteSegment },
): WrittenResponse {
  const { headers, content } = serverResponse(summary, request, choices);
  const isBuilt = typeof content === "object" && "build" in content;
  const head = writeHead(summary, headers);
  const room = mostInPacket - headText(summary.code, summary.reasonPhrase, headers).length;
  if (content.length <= room) {
    const value = isBuilt ? name : literalOf(content);
    const load = content.length === 0 ? "" : `/Raw(load=${value})`;
    return {
      definitions: isBuilt && content.length > 0 ? content.build(name) : [],
      packets: [segment("server", "PA") + head + load],
    };
  }
  const further = Math.ceil((content.length - room) / mostInPacket);
  const starts = Array.from({ length: further }, (_, index) => room + index * mostInPacket);
  return {
    definitions: isBuilt ? content.build(name) : [`${name} = ${literalOf(content)}`],
    packets: [
      `${segment("server", "PA")}${head}/Raw(load=${name}[:${room}])`,
      ...starts.map(
        (start) => `${segment("server", "PA")}/Raw(load=${name}[${start}:${start + mostInPacket}])`,
      ),
    ],
  };
}

function literalOf(content: string | Uint8Array): string {
  return typeof content === "string" ? pythonString(content) : pythonBytes(content);
}

function writeHead({ code, reasonPhrase }: HttpSummary, headers: Headers): string {
  if (reasonPhrase === "") {
    // Scapy drops an empty phrase together with the end of its line, so the head is written octet by octet.
    return `/HTTP()/Raw(load=${pythonString(headText(code, reasonPhrase, headers))})`;
  }
  const phrase = pythonString(reasonPhrase);
  return `/HTTP()/HTTPResponse(Http_Version="HTTP/1.1", Status_Code="${code}", Reason_Phrase=${phrase}, Unknown_Headers=${pythonDict(headers)})`;
}

function headText(code: number, reasonPhrase: string, headers: Headers): string {
  return [
    `HTTP/1.1 ${code} ${reasonPhrase}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ].join("\r\n");
}
