import { httpExchanges } from "../../contracts/http-exchanges.js";
import type { HttpSummary } from "../../contracts/summary.js";
import type { HttpMessage } from "../../flow/http-message.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import { layerOf, payloadOf } from "../../wire/decoded-frame.js";
import type { SeenSyn, TcpSide } from "../../flow/tcp-connection.js";
import { httpHeader, type HttpRequest, type HttpResponse } from "../../wire/http.js";
import type { DescribedConnection } from "../described-connections.js";
import { quoteValue } from "../quote-value.js";
import { ascending, type Fault } from "../rule.js";
import { comparing, differences, type Comparison, type HttpIntentRule } from "./rule.js";

export const httpDiffersFromDescription: HttpIntentRule = {
  code: "http-differs-from-description",
  level: "intent",
  protocol: "HTTP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds: "A connection, request or response with another value than the description fixes.",
  why: "What a description fixes must stand in the frames: the capture is labelled with it.",
  rfc: "RFC 9110; RFC 9112",
  example: 'the request\'s target is "/", the description fixes "/index.html"',
  check({ http, summary, frames }) {
    const [described] = http;
    if (described === undefined) return [];
    const wanted = httpExchanges(summary);
    return [
      ...differences([
        ...compareConnection(described, summary),
        ...wanted.flatMap((exchange, index) => compareExchange(described, exchange, index, frames)),
      ]),
      ...extraRequests(described, wanted.length),
    ];
  },
};

function extraRequests({ requests }: DescribedConnection, wanted: number): readonly Fault[] {
  const [first] = requests.slice(wanted);
  if (first === undefined) return [];
  return [
    {
      frames: ascending(first.frames),
      layer: "http",
      message: `the connection carries ${requests.length} requests, the description asks for ${wanted === 1 ? "one" : wanted}`,
      hint:
        wanted === 1
          ? "send one request and one response"
          : `send ${wanted} requests, each with one response`,
    },
  ];
}

function compareExchange(
  { requests, exchanges }: DescribedConnection,
  summary: HttpSummary,
  index: number,
  frames: readonly FlowFrame[],
): readonly Comparison[] {
  const request = requests[index];
  const response = exchanges[index]?.response;
  return [
    ...(request === undefined ? [] : compareRequest(request, summary)),
    ...(response === undefined ? [] : compareResponse(response, summary)),
    ...(response === undefined ? [] : textOf(response, summary, frames)),
  ];
}

function compareConnection(
  { connection: { client, server }, frames: [frameNumber] }: DescribedConnection,
  { source, destination, close }: HttpSummary,
): readonly Comparison[] {
  if (frameNumber === undefined) return [];
  const frame = { frameNumber };
  const ends: Comparison[] = [
    {
      frame,
      layer: "ipv4",
      field: "source",
      what: "the client's address",
      found: client.endpoint.address,
      expected: source.ip,
      inScript: "src in the client's segments and dst in the server's",
    },
  ];
  if (source.port !== undefined) {
    ends.push({
      frame,
      layer: "tcp",
      field: "sourcePort",
      what: "the client's port",
      found: `${client.endpoint.port}`,
      expected: `${source.port}`,
      inScript: "sport in the client's segments and dport in the server's",
    });
  }
  if (destination.port !== undefined) {
    ends.push({
      frame,
      layer: "tcp",
      field: "destinationPort",
      what: "the server's port",
      found: `${server.endpoint.port}`,
      expected: `${destination.port}`,
      inScript: "dport in the client's segments and sport in the server's",
    });
  }
  return [
    ...ends,
    ...compareWindow(client.syn, source.window, "the client's SYN"),
    ...compareWindow(server.syn, destination.window, "the server's SYN-ACK"),
    ...compareClose(client, server, close),
  ];
}

/** Who has sent the first FIN. */
function compareClose(client: TcpSide, server: TcpSide, close: HttpSummary["close"]): readonly Comparison[] {
  const ofClient = client.finFrame ?? Infinity;
  const ofServer = server.finFrame ?? Infinity;
  const frameNumber = Math.min(ofClient, ofServer);
  if (frameNumber === Infinity) return [];
  const what = "the side that closes first";
  const found = ofClient < ofServer ? "client" : "server";
  return comparing({ frameNumber }, "tcp")(
    "flags",
    what,
    found,
    close,
    'the sender of the first segment with "F"',
  );
}

/** Only the SYNs: later windows are scaled and move with what is received. */
function compareWindow(
  syn: SeenSyn | undefined,
  window: number | undefined,
  what: string,
): readonly Comparison[] {
  if (syn === undefined || window === undefined) return [];
  const found = `${syn.window}`;
  const comparison = { frame: syn, layer: "tcp", field: "window", found, expected: `${window}` };
  return [{ ...comparison, what: `the window of ${what}`, inScript: "window" }];
}

function compareRequest(message: HttpMessage<HttpRequest>, summary: HttpSummary): readonly Comparison[] {
  const { head } = message;
  return [
    ...valueOf(message, "method", "the request's method", head.method, summary.method, "Method"),
    ...valueOf(message, "target", "the request's target", head.target, summary.path, "Path"),
    ...hostOf(message, summary),
    ...headerOf(message, "User-Agent", summary.userAgent),
  ];
}

function compareResponse(message: HttpMessage<HttpResponse>, summary: HttpSummary): readonly Comparison[] {
  const { head } = message;
  return [
    ...valueOf(
      message,
      "statusCode",
      "the status code",
      `${head.statusCode}`,
      `${summary.code}`,
      "Status_Code",
    ),
    ...valueOf(
      message,
      "reasonPhrase",
      "the reason phrase",
      head.reasonPhrase,
      summary.reasonPhrase,
      "Reason_Phrase",
    ),
    ...headerOf(message, "Server", summary.server),
    ...headerOf(message, "Date", summary.date),
    ...headerOf(message, "Location", summary.location),
    ...headerOf(message, "Last-Modified", summary.lastModified),
    ...lengthOf(message, summary),
  ];
}

function lengthOf(message: HttpMessage<HttpResponse>, { length }: HttpSummary): readonly Comparison[] {
  const [frameNumber] = message.frames;
  if (frameNumber === undefined) return [];
  const what = "octets of the response's body";
  const found = `${message.bodyLength}`;
  return comparing({ frameNumber }, "http")("body", what, found, length?.toString(), "the length of load");
}

/** The body as far as it is in the frame of the head: the flow keeps no bodies. */
function textOf(
  { frames: [frameNumber], bodyLength, framing }: HttpMessage<HttpResponse>,
  { text }: HttpSummary,
  frames: readonly FlowFrame[],
): readonly Comparison[] {
  const frame = frames.find((each) => each.frameNumber === frameNumber)?.decoded;
  const tcp = frame === undefined ? undefined : layerOf(frame, "tcp");
  if (text === undefined || frame === undefined || tcp === undefined || frameNumber === undefined) return [];
  const payload = latin1(payloadOf(frame, tcp));
  const head = payload.indexOf("\r\n\r\n");
  // Chunks have their sizes in between; a frame that begins with the end of another message is no stack's.
  if (head === -1 || framing === "chunked" || !payload.startsWith("HTTP/")) return [];
  const body = payload.slice(head + 4, head + 4 + bodyLength);
  const expected = text.repeat(Math.ceil(body.length / text.length)).slice(0, body.length);
  const what = "the beginning of the response's body";
  const shown = (value: string) => quoteValue(value.slice(0, 60));
  const differs = body === expected ? [] : [body, expected].map(shown);
  return comparing({ frameNumber }, "http")("body", what, differs[0], differs[1], "load");
}

function latin1(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
}

/** A port other than 80 may stand behind the name (RFC 9110 section 7.2); names have no case. */
function hostOf(
  message: HttpMessage<HttpRequest>,
  { host, destination }: HttpSummary,
): readonly Comparison[] {
  const found = httpHeader(message.head, "host");
  const accepted = [host, ...(destination.port === undefined ? [] : [`${host}:${destination.port}`])];
  if (accepted.some((name) => name.toLowerCase() === found?.toLowerCase())) return [];
  return valueOf(message, "Host", "the request's Host", found, host, "Host");
}

function headerOf(message: HttpMessage, name: string, expected: string | undefined): readonly Comparison[] {
  const whose = message.head.kind === "request" ? "the request's" : "the response's";
  return valueOf(
    message,
    name,
    `${whose} ${name}`,
    httpHeader(message.head, name),
    expected,
    name.replace("-", "_"),
  );
}

function valueOf(
  message: HttpMessage,
  field: string,
  what: string,
  found: string | undefined,
  expected: string | undefined,
  inScript: string,
): readonly Comparison[] {
  const [frameNumber] = message.frames;
  if (frameNumber === undefined || expected === undefined || found === expected) return [];
  return [
    {
      frame: { frameNumber },
      layer: "http",
      field,
      what,
      found: found === undefined ? undefined : quoteValue(found, 120),
      expected: quoteValue(expected, 400),
      inScript,
    },
  ];
}
