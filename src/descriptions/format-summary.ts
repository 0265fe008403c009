import { assertNever } from "../contracts/result.js";
import type { ConversationSummary, HttpSummary } from "../contracts/summary.js";

/**
 * The canonical line of a summary, the one experts are given: addresses and texts quoted, numbers bare, ids as four hex
 * digits, parts joined by ` // `. `parseSummary` of it gives the same value. Inside quotes `\` escapes `"` and `\`.
 */
export function formatSummary(summary: ConversationSummary): string {
  switch (summary.protocol) {
    case "ARP":
      return line(
        ["Source", [quoted("MAC", summary.source.mac), quoted("IP", summary.source.ip)]],
        ["Destination", [quoted("MAC", summary.destination.mac)]],
        ["Wanted", [quoted("IP", summary.wanted.ip), quoted("MAC", summary.wanted.mac)]],
      );
    case "DNS":
      return line(
        ["Source", [quoted("IP", summary.source.ip)]],
        ["Destination", [quoted("IP", summary.destination.ip)]],
        [
          "Others",
          [
            bare(
              "id=",
              summary.id === undefined ? undefined : `0x${summary.id.toString(16).padStart(4, "0")}`,
            ),
            quoted("resource", summary.resource),
            quotedList("response", summary.response),
          ],
        ],
      );
    case "HTTP":
      return line(
        ["Source", endpoint(summary.source)],
        ["Destination", endpoint(summary.destination)],
        ["Others", httpFields(summary)],
      );
    default:
      return assertNever(summary);
  }
}

function httpFields(summary: HttpSummary): (string | undefined)[] {
  return [
    quoted("Host", summary.host),
    quoted("Path", summary.path),
    bare("Code=", summary.code),
    quoted("Reason_Phrase", summary.reasonPhrase),
    quoted("Method", summary.method),
    quoted("User_Agent", summary.userAgent),
    quoted("Server", summary.server),
    quoted("Date", summary.date),
    quoted("Content_Type", summary.contentType),
  ];
}

function endpoint(end: HttpSummary["source"]): (string | undefined)[] {
  return [quoted("IP", end.ip), bare("port=", end.port), bare("Window: ", end.window)];
}

function line(...parts: [label: string, fields: (string | undefined)[]][]): string {
  return parts
    .map(([label, fields]) => `${label}: ${fields.filter((field) => field !== undefined).join(", ")}`)
    .join(" // ");
}

function bare(prefix: string, value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `${prefix}${value}`;
}

function quoted(key: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${key}=${quote(value)}`;
}

function quotedList(key: string, values: readonly string[] | undefined): string | undefined {
  const [first, ...more] = values ?? [];
  if (first === undefined) return undefined;
  return more.length === 0 ? quoted(key, first) : `${key}=[${[first, ...more].map(quote).join(", ")}]`;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
