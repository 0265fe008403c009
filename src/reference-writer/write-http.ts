import type { HttpSummary } from "../contracts/summary.js";
import { pythonBytes, pythonDict, pythonString } from "./python-text.js";
import { requestHeaders, type Headers } from "./request-headers.js";
import type { Choices } from "./seeded-choices.js";
import { serverResponse } from "./server-software.js";

/**
 * Handshake, request, response and the client's close: eleven segments. No sequence number is set, so the hosts' stacks
 * number them; header names go into `Unknown_Headers`, the one place where Scapy keeps the order that programs send.
 */
export function writeHttp(summary: HttpSummary, choices: Choices): string {
  const request = requestHeaders(summary, choices);
  const response = serverResponse(summary, request, choices);
  const segment = segmentWriter(summary);
  const load =
    response.content.length === 0
      ? ""
      : `/Raw(load=${typeof response.content === "string" ? pythonString(response.content) : pythonBytes(response.content)})`;
  const segments = [
    segment("client", "S"),
    segment("server", "SA"),
    segment("client", "A"),
    segment("client", "PA") + writeRequest(summary, request),
    segment("server", "A"),
    segment("server", "PA") + writeResponse(summary, response.headers) + load,
    segment("client", "A"),
    segment("client", "FA"),
    segment("server", "A"),
    segment("server", "FA"),
    segment("client", "A"),
  ];
  const port = summary.source.port === undefined ? "port = random.randrange(32768, 61000, 2)\n" : "";
  return port + segments.map((text, index) => `pkt_${index + 1} = ${text}\n`).join("");
}

/** The one place where directions are turned around. */
function segmentWriter({ source, destination }: HttpSummary) {
  const clientPort = source.port ?? "port";
  const serverPort = destination.port ?? 80;
  return (sender: "client" | "server", flags: string): string => {
    const [from, to] = sender === "client" ? [source, destination] : [destination, source];
    const [sport, dport] = sender === "client" ? [clientPort, serverPort] : [serverPort, clientPort];
    const window = from.window === undefined ? "" : `, window=${from.window}`;
    return `IP(src="${from.ip}", dst="${to.ip}")/TCP(sport=${sport}, dport=${dport}, flags="${flags}"${window})`;
  };
}

function writeRequest(summary: HttpSummary, headers: Headers): string {
  const method = pythonString(summary.method ?? "GET");
  const path = pythonString(summary.path);
  return `/HTTP()/HTTPRequest(Method=${method}, Path=${path}, Http_Version="HTTP/1.1", Unknown_Headers=${pythonDict(headers)})`;
}

function writeResponse({ code, reasonPhrase }: HttpSummary, headers: Headers): string {
  if (reasonPhrase === "") {
    // Scapy drops an empty phrase together with the end of its line, so the head is written octet by octet.
    const lines = [`HTTP/1.1 ${code} `, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""];
    return `/HTTP()/Raw(load=${pythonString(lines.join("\r\n"))})`;
  }
  const phrase = pythonString(reasonPhrase);
  return `/HTTP()/HTTPResponse(Http_Version="HTTP/1.1", Status_Code="${code}", Reason_Phrase=${phrase}, Unknown_Headers=${pythonDict(headers)})`;
}
