import type { HttpSummary } from "../contracts/summary.js";
import { httpDate } from "../descriptions/plan-conversation.js";
import { reasonPhrases } from "../descriptions/reason-phrases.js";
import type { Headers } from "./request-headers.js";
import { escapeHtml, mediaTypeOf, pageBody, type Content, type ResponseBody } from "./response-bodies.js";
import { repeatedText, sizedBody } from "./sized-bodies.js";
import type { Choices } from "./seeded-choices.js";

/** A response as one server program sends it: headers in its order, and the body, empty where there is none. */
export interface ServerResponse {
  readonly headers: Headers;
  readonly content: Content;
}

const servers = ["nginx/1.22.1", "nginx/1.24.0", "Apache/2.4.57 (Debian)", "Apache/2.4.58 (Ubuntu)"] as const;

/** What is known before a server program puts it in its own form. */
interface Facts {
  readonly summary: HttpSummary;
  readonly server: string;
  readonly date: string;
  /** Whether the client asked to keep the connection. */
  readonly keepAlive: boolean;
  /** Whether the client asked to close it. */
  readonly closes: boolean;
  readonly lastModified: { readonly text: string; readonly seconds: number; readonly micros: number };
  readonly location?: string;
  readonly body: ResponseBody;
  /** Octets. */
  readonly length: number;
  /** A file as it lies there, not a page that the server made up. */
  readonly isFile: boolean;
}

export function serverResponse(summary: HttpSummary, request: Headers, choices: Choices): ServerResponse {
  const server = summary.server ?? choices.oneOf(servers);
  const program = programOf(server);
  // Without a date in the summary nobody says when this is: a moment of 2025, with its true weekday.
  const date = summary.date ?? httpDate(choices.integer(1735689600, 1767225599));
  const modified =
    dateSeconds(summary.lastModified ?? "") ??
    Math.floor((dateSeconds(date) ?? 1735689600) - choices.integer(86_400, 300 * 86_400));
  const isFile = summary.code < 300 || summary.code === 304;
  const ownPage = () => ({
    mediaType: summary.contentType ?? program.errorType,
    content: program.errorPage(summary, server, request),
  });
  const body =
    statedBody(summary) ?? fittingBody(summary, isFile ? () => pageBody(summary, choices) : ownPage);
  const facts: Facts = {
    summary,
    server,
    date,
    keepAlive: asks(request, /keep-alive/i),
    closes: asks(request, /close/i),
    lastModified: { text: httpDate(modified), seconds: modified, micros: choices.integer(0, 999_999) },
    ...(isRedirect(summary.code) ? { location: summary.location ?? secureUrl(summary) } : {}),
    body,
    length: octetsOf(body.content),
    isFile,
  };
  const headers = program.headers(facts).filter(([, value]) => value !== "");
  const isSilent = summary.method === "HEAD" || hasNoBody(summary.code);
  return { headers, content: isSilent ? "" : body.content };
}

function asks(request: Headers, wish: RegExp): boolean {
  return request.some(([name, value]) => name === "Connection" && wish.test(value));
}

/** Where most redirects lead today: to the same page over TLS. */
function secureUrl({ host, path }: HttpSummary): string {
  return `https://${host.replace(/:\d+$/, "")}${path}`;
}

/** What the server would send by itself, unless the summary fixes another length. */
function fittingBody(summary: HttpSummary, own: () => ResponseBody): ResponseBody {
  if (summary.length === undefined) return own();
  const isFile = summary.code < 300 || summary.code === 304;
  const page = isFile ? undefined : own();
  return page !== undefined && octetsOf(page.content) === summary.length
    ? page
    : sizedBody(summary, summary.length);
}

/** The text that the description fixes, as the file at that path. */
function statedBody(summary: HttpSummary): ResponseBody | undefined {
  const { text, length = text?.length, path } = summary;
  if (text === undefined || length === undefined) return undefined;
  return { mediaType: summary.contentType ?? mediaTypeOf(path), content: repeatedText(text, length) };
}

interface ServerProgram {
  readonly headers: (facts: Facts) => Headers;
  /** Media type of its own pages. */
  readonly errorType: string;
  readonly errorPage: (summary: HttpSummary, server: string, request: Headers) => string;
}

function programOf(server: string): ServerProgram {
  if (/^nginx\b/i.test(server)) return nginx;
  return /^Apache\b/i.test(server) ? apache : other;
}

const nginx: ServerProgram = {
  errorType: "text/html",
  headers: (facts) => [
    ["Server", facts.server],
    ["Date", facts.date],
    ...describeBody(facts),
    ...(facts.isFile && facts.summary.code !== 204
      ? [["Last-Modified", facts.lastModified.text] as const]
      : []),
    ...(facts.location === undefined ? [] : [["Location", facts.location] as const]),
    ["Connection", facts.closes ? "close" : "keep-alive"],
    ...(facts.isFile && facts.summary.code !== 204
      ? [["ETag", `"${facts.lastModified.seconds.toString(16)}-${facts.length.toString(16)}"`] as const]
      : []),
    ...(facts.isFile && facts.summary.code === 200 ? [["Accept-Ranges", "bytes"] as const] : []),
  ],
  errorPage({ code, reasonPhrase }, server, request) {
    const title = escapeHtml(`${code} ${reasonPhrases[code] ?? reasonPhrase}`);
    const agent = request.find(([name]) => name === "User-Agent")?.[1] ?? "";
    // Browsers that replace short error pages by their own are sent six lines more.
    const padding =
      code >= 400 && /Chrome|MSIE/.test(agent)
        ? "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6)
        : "";
    return (
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
      `<hr><center>${escapeHtml(server)}</center>\r\n</body>\r\n</html>\r\n${padding}`
    );
  },
};

const apache: ServerProgram = {
  errorType: "text/html; charset=iso-8859-1",
  headers: (facts) => {
    const { code } = facts.summary;
    const [type, ...length] = describeBody(facts);
    const tag = `"${facts.length.toString(16)}-${(facts.lastModified.seconds * 1_000_000 + facts.lastModified.micros).toString(16)}"`;
    const isFile = facts.isFile && code !== 204;
    return [
      ["Date", facts.date],
      ["Server", facts.server],
      ...(isFile ? [["Last-Modified", facts.lastModified.text] as const, ["ETag", tag] as const] : []),
      ...(isFile && code === 200 ? [["Accept-Ranges", "bytes"] as const] : []),
      ...(facts.location === undefined ? [] : [["Location", facts.location] as const]),
      ...length,
      ...(facts.keepAlive
        ? [["Keep-Alive", "timeout=5, max=100"] as const, ["Connection", "Keep-Alive"] as const]
        : []),
      ...(facts.closes ? [["Connection", "close"] as const] : []),
      ...(type === undefined ? [] : [type]),
    ];
  },
  errorPage({ code, reasonPhrase, host }, server) {
    const phrase = escapeHtml(reasonPhrases[code] ?? reasonPhrase);
    const [name = host, port = "80"] = host.split(":");
    return [
      '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">',
      "<html><head>",
      `<title>${code} ${phrase}</title>`,
      "</head><body>",
      `<h1>${phrase}</h1>`,
      `<p>${apacheSentences[code] ?? `The server answered with status ${code}.`}</p>`,
      "<hr>",
      `<address>${escapeHtml(server)} Server at ${escapeHtml(name)} Port ${port}</address>`,
      "</body></html>",
      "",
    ].join("\n");
  },
};

/** What Apache says below the heading. */
const apacheSentences: Readonly<Record<number, string>> = {
  301: "The document has moved.",
  302: "The document has moved.",
  307: "The document has moved.",
  308: "The document has moved.",
  400: "Your browser sent a request that this server could not understand.",
  403: "You don't have permission to access this resource.",
  404: "The requested URL was not found on this server.",
  500: "The server encountered an internal error.",
  503: "The server is temporarily unable to service your request.",
};

const other: ServerProgram = {
  errorType: "text/html",
  headers: (facts) => [
    ["Date", facts.date],
    ["Server", facts.server],
    ...(facts.location === undefined ? [] : [["Location", facts.location] as const]),
    ...describeBody(facts),
  ],
  errorPage: ({ code, reasonPhrase }) =>
    `<html><head><title>${code}</title></head><body><h1>${code} ${escapeHtml(reasonPhrase)}</h1></body></html>\n`,
};

/** Content-Type and Content-Length; none where a response has no body by its status (RFC 9110 sections 15.3.5 and 15.4.5). */
function describeBody({ summary, body, length }: Facts): Headers {
  if (hasNoBody(summary.code)) return summary.code === 205 ? [["Content-Length", "0"]] : [];
  return [
    ["Content-Type", body.mediaType],
    ["Content-Length", String(length)],
  ];
}

function hasNoBody(code: number): boolean {
  return code < 200 || code === 204 || code === 205 || code === 304;
}

function isRedirect(code: number): boolean {
  return [301, 302, 303, 307, 308].includes(code);
}

function octetsOf(content: Content): number {
  return typeof content === "string" ? new TextEncoder().encode(content).length : content.length;
}

function dateSeconds(date: string): number | undefined {
  const milliseconds = Date.parse(date);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
