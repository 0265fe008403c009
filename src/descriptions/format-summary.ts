import { assertNever } from "../contracts/result.js";
import type {
  ConversationSummary,
  DnsSummary,
  HttpSummary,
  IcmpSummary,
  TcpSummary,
} from "../contracts/summary.js";

/**
 * The canonical line of a summary, the one experts are given: addresses and texts quoted, numbers bare, ids as four hex
 * digits, parts joined by ` // `; several messages' values as lists, `""` for a message without one. `parseSummary` of it gives
 * the same value. Inside quotes `\` escapes `"` and `\`.
 */
export function formatSummary(summary: ConversationSummary): string {
  switch (summary.protocol) {
    case "ARP":
      return line(
        ["Source", [quoted("MAC", summary.source.mac), quoted("IP", summary.source.ip)]],
        ["Destination", [quoted("MAC", summary.destination.mac)]],
        ["Wanted", [quoted("IP", summary.wanted.ip), quoted("MAC", summary.wanted.mac)]],
      );
    case "ICMP":
      return line(
        ["Source", [quoted("IP", summary.source.ip)]],
        ["Destination", [quoted("IP", summary.destination.ip)]],
        ["Others", icmpFields(summary)],
      );
    case "DNS":
      return line(
        ["Source", [quoted("IP", summary.source.ip)]],
        ["Destination", [quoted("IP", summary.destination.ip)]],
        ["Others", dnsFields(summary)],
      );
    case "HTTP":
      return line(
        ["Source", endpoint(summary.source)],
        ["Destination", endpoint(summary.destination)],
        ["Others", httpFields(summary)],
      );
    case "TCP":
      return line(
        ["Source", endpoint(summary.source)],
        ["Destination", endpoint(summary.destination)],
        ["Others", [quoted("Connection", summary.connection)]],
      );
    default:
      return assertNever(summary);
  }
}

type Field = string | undefined;

function icmpFields({ id, seq, type, count, intervals = [], size }: IcmpSummary): Field[] {
  return [
    bare("id=", id === undefined ? undefined : hex16(id)),
    bare("seq=", seq),
    bare("type=", type),
    bare("count=", count),
    each("interval", intervals, String),
    bare("size=", size),
  ];
}

function dnsFields(summary: DnsSummary): Field[] {
  const queries = [summary, ...(summary.further ?? [])];
  return [
    each("id", queries, ({ id }) => (id === undefined ? undefined : hex16(id))),
    quoted("resource", summary.resource),
    quotedList("response", summary.response),
    each("type", queries, ({ type }) => quoteKnown(type)),
    each("rcode", queries, ({ rcode }) => quoteKnown(rcode)),
    bare("ttl=", summary.ttl),
    bare("AA=", flag(summary.authoritative)),
    bare("AD=", flag(summary.authenticData)),
    bare("edns=", summary.edns),
    bare("cookie=0x", summary.cookie),
    quoted("order", summary.order),
  ];
}

function httpFields(summary: HttpSummary): Field[] {
  const exchanges = [summary, ...(summary.further ?? [])];
  return [
    quoted("Host", summary.host),
    each("Path", exchanges, ({ path }) => quote(path)),
    each("Code", exchanges, ({ code }) => `${code}`),
    each("Reason_Phrase", exchanges, ({ reasonPhrase }) => quote(reasonPhrase)),
    each("Length", exchanges, ({ length }) => (length === undefined ? undefined : `${length}`)),
    each("Text", exchanges, ({ text }) => quoteKnown(text)),
    each("Location", exchanges, ({ location }) => quoteKnown(location)),
    each("Last_Modified", exchanges, ({ lastModified }) => quoteKnown(lastModified)),
    quoted("Method", summary.method),
    quoted("User_Agent", summary.userAgent),
    quoted("Server", summary.server),
    quoted("Date", summary.date),
    quoted("Content_Type", summary.contentType),
    quoted("Close", summary.close),
  ];
}

function endpoint(end: HttpSummary["source"] | TcpSummary["destination"]): Field[] {
  return [
    quoted("IP", end.ip),
    bare("port=", end.port),
    bare("Window: ", "window" in end ? end.window : undefined),
  ];
}

function line(...parts: [label: string, fields: Field[]][]): string {
  return parts
    .map(([label, fields]) => `${label}: ${fields.filter((field) => field !== undefined).join(", ")}`)
    .join(" // ");
}

/** A value of each message: bare of one, a list of several, nothing where no message has it. */
function each<T>(key: string, messages: readonly T[], valueOf: (message: T) => Field): Field {
  const values = messages.map(valueOf);
  if (values.every((value) => value === undefined)) return undefined;
  const written = values.map((value) => value ?? '""');
  return written.length === 1 ? `${key}=${written.join("")}` : `${key}=[${written.join(", ")}]`;
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}

function flag(value: boolean | undefined): Field {
  return value === undefined ? undefined : value ? "1" : "0";
}

function bare(prefix: string, value: string | number | undefined): Field {
  return value === undefined ? undefined : `${prefix}${value}`;
}

function quoted(key: string, value: string | undefined): Field {
  return value === undefined ? undefined : `${key}=${quote(value)}`;
}

function quotedList(key: string, values: readonly string[] | undefined): Field {
  const [first, ...more] = values ?? [];
  if (first === undefined) return undefined;
  return more.length === 0 ? quoted(key, first) : `${key}=[${[first, ...more].map(quote).join(", ")}]`;
}

function quoteKnown(value: string | undefined): Field {
  return value === undefined || value === "" ? undefined : quote(value);
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n")}"`;
}
