import { err, ok, type Result } from "../contracts/result.js";
import {
  dnsOrders,
  dnsQueryTypes,
  dnsRcodes,
  icmpQueries,
  tcpSides,
  type ArpSummary,
  type ConversationSummary,
  type DnsQuerySummary,
  type DnsRcode,
  type DnsSummary,
  type HttpExchangeSummary,
  type HttpSummary,
  type IcmpSummary,
  type TcpSummary,
} from "../contracts/summary.js";
import { reasonPhrases } from "./reason-phrases.js";
import { scanSummary, type PartLabel, type SummaryPart } from "./scan-summary.js";
import type { SummaryError } from "./summary-error.js";
import { Part, Refusal, refuse, rename } from "./summary-part.js";
import {
  anyIp,
  cookie,
  flag,
  hostAndPath,
  ip,
  mac,
  mediaType,
  method,
  name,
  number,
  oneOf,
  pathText,
  seconds,
  text,
} from "./summary-values.js";

/**
 * Reads one conversation summary, tolerantly (see `scan-summary.ts` for the form, `summary-values.ts` for the values). What
 * it accepts, `formatSummary` prints back canonically. Keys are matched in any case.
 */
export function parseSummary(line: string): Result<ConversationSummary, SummaryError> {
  const scanned = scanSummary(line);
  if (!scanned.ok) return scanned;
  try {
    return ok(readSummary(scanned.value, line.length));
  } catch (error) {
    if (error instanceof Refusal) return err(error.fault);
    throw error;
  }
}

/** Messages of one conversation that a description can list. */
const mostMessages = 64;

function readSummary(parts: readonly SummaryPart[], length: number): ConversationSummary {
  const has = (label: PartLabel) => parts.some((part) => part.label === label);
  const part = (label: PartLabel) => new Part(parts, label, length + 1);
  if (has("wanted")) return readArp(part("source"), part("destination"), part("wanted"));
  if (!has("others")) {
    refuse(
      "missing-part",
      length + 1,
      "neither Wanted: nor Others:",
      "ARP needs Wanted:, ICMP, DNS, HTTP and TCP need Others:",
    );
  }
  const others = part("others");
  for (const { keys, read } of protocols) {
    if (keys.some((key) => others.has(key))) return read(part("source"), part("destination"), others);
  }
  return refuse(
    "unknown-protocol",
    others.column,
    "the summary of no known protocol",
    "Others: of ICMP has seq=, of DNS resource=, of HTTP Host=, Path= and Code=, of TCP Connection=",
  );
}

/** By what a protocol's `Others:` is known: the first that has one of the keys. */
const protocols: readonly {
  readonly keys: readonly string[];
  readonly read: (source: Part, destination: Part, others: Part) => ConversationSummary;
}[] = [
  { keys: ["resource"], read: readDns },
  { keys: ["host", "code"], read: readHttp },
  { keys: ["connection"], read: readTcp },
  { keys: ["seq", "type", "count"], read: readIcmp },
];

function readArp(source: Part, destination: Part, wanted: Part): ArpSummary {
  source.only("mac", "ip");
  destination.only("mac");
  wanted.only("ip", "mac");
  return {
    protocol: "ARP",
    source: { mac: source.required("mac", mac), ip: source.required("ip", ip) },
    destination: { mac: destination.required("mac", mac) },
    wanted: { ip: wanted.required("ip", ip), ...wanted.optional("mac", mac) },
  };
}

function readIcmp(source: Part, destination: Part, others: Part): IcmpSummary {
  source.only("ip");
  destination.only("ip");
  others.only("id", "seq", "type", "count", "interval", "size");
  const type = others.optional("type", oneOf(icmpQueries)).type ?? "Echo";
  const size = others.optional("size", number(0, 1472));
  if (type !== "Echo" && size.size !== undefined) {
    refuse("unknown-key", others.columnOf("size"), "only echo messages carry data", "leave size out");
  }
  const count = others.optional("count", number(1, mostMessages));
  const intervals = others.each("interval", seconds).filter((interval) => interval !== undefined);
  if (intervals.length > 1 && intervals.length !== (count.count ?? 1) - 1) {
    refuse(
      "unexpected-text",
      others.columnOf("interval"),
      `${intervals.length} intervals between ${count.count ?? 1} requests`,
      "give one for all, or one less than there are requests",
    );
  }
  return {
    protocol: "ICMP",
    source: { ip: source.required("ip", ip) },
    destination: { ip: destination.required("ip", ip) },
    type,
    ...others.optional("id", number(0, 0xffff)),
    ...others.optional("seq", number(0, 0xffff)),
    ...count,
    ...(intervals.length === 0 ? {} : { intervals }),
    ...size,
  };
}

function readDns(source: Part, destination: Part, others: Part): DnsSummary {
  source.only("ip");
  destination.only("ip");
  others.only("id", "resource", "response", "type", "rcode", "ttl", "aa", "ad", "edns", "cookie", "order");
  const [first = {}, ...further] = zip(others, {
    id: others.each("id", number(0, 0xffff)),
    type: others.each("type", oneOf(dnsQueryTypes)),
    rcode: others.each("rcode", oneOf(Object.keys(dnsRcodes) as DnsRcode[])),
  }) satisfies readonly DnsQuerySummary[];
  const edns = others.optional("edns", number(512, 0xffff));
  const given = others.optional("cookie", cookie);
  if (given.cookie !== undefined && edns.edns === undefined) {
    refuse("missing-value", others.columnOf("cookie"), "a cookie without edns", "add edns=1232");
  }
  return {
    protocol: "DNS",
    source: { ip: source.required("ip", ip) },
    destination: { ip: destination.required("ip", ip) },
    ...first,
    resource: others.required("resource", name),
    ...others.optionalList("response", anyIp),
    ...(further.length === 0 ? {} : { further }),
    ...others.optional("ttl", number(0, 0x7fffffff)),
    ...rename("authoritative", others.optional("aa", flag).aa),
    ...rename("authenticData", others.optional("ad", flag).ad),
    ...edns,
    ...given,
    ...others.optional("order", oneOf(dnsOrders)),
  };
}

function readHttp(source: Part, destination: Part, others: Part): HttpSummary {
  source.only("ip", "port", "window");
  destination.only("ip", "port", "window");
  others.only(
    "host",
    "path",
    "code",
    "reason_phrase",
    "length",
    "text",
    "location",
    "last_modified",
    "method",
    "user_agent",
    "server",
    "date",
    "content_type",
    "close",
  );
  const url = others.required("host", hostAndPath);
  const [first, ...further] = readExchanges(others, url.path);
  return {
    protocol: "HTTP",
    source: readTcpEnd(source),
    destination: readTcpEnd(destination),
    host: url.host,
    ...first,
    ...(further.length === 0 ? {} : { further }),
    ...rename("method", others.optional("method", method).method),
    ...rename("userAgent", others.optional("user_agent", text).user_agent),
    ...rename("server", others.optional("server", text).server),
    ...rename("date", others.optional("date", text).date),
    ...rename("contentType", others.optional("content_type", mediaType).content_type),
    ...others.optional("close", oneOf(tcpSides)),
  };
}

function readExchanges(others: Part, pathOfHost: string): [HttpExchangeSummary, ...HttpExchangeSummary[]] {
  const rows = zip(others, {
    path: others.each("path", pathText),
    code: others.each("code", number(100, 599)),
    reasonPhrase: others.eachText("reason_phrase", text),
    length: others.each("length", number(0, 10_000_000)),
    text: others.each("text", text),
    location: others.each("location", text),
    lastModified: others.each("last_modified", text),
  });
  const exchanges = rows.map(({ path, code, reasonPhrase, ...rest }): HttpExchangeSummary => {
    const status = code ?? others.required("code", number(100, 599));
    return {
      path: path ?? pathOfHost,
      code: status,
      reasonPhrase: reasonPhrase ?? standardPhrase(status, others),
      ...rest,
    };
  });
  const [first, ...further] = exchanges;
  if (first === undefined)
    return refuse("missing-value", others.column, "Others: has no code", "add code=… to Others:");
  return [first, ...further];
}

function readTcp(source: Part, destination: Part, others: Part): TcpSummary {
  source.only("ip", "port", "window");
  destination.only("ip", "port");
  others.only("connection");
  return {
    protocol: "TCP",
    source: readTcpEnd(source),
    destination: {
      ip: destination.required("ip", ip),
      port: destination.required("port", number(1, 0xffff)),
    },
    connection: others.required("connection", oneOf(["refused"])),
  };
}

function readTcpEnd(part: Part): HttpSummary["source"] {
  return {
    ip: part.required("ip", ip),
    ...part.optional("port", number(1, 0xffff)),
    ...part.optional("window", number(0, 0xffff)),
  };
}

type Row<Lists> = {
  readonly [Key in keyof Lists]?: Lists[Key] extends readonly (infer Value)[] ? NonNullable<Value> : never;
};

/** Lists of the same messages' values as one object a message. Lists of different lengths are refused. */
function zip<Lists extends Readonly<Record<string, readonly unknown[]>>>(
  others: Part,
  lists: Lists,
): readonly Row<Lists>[] {
  const count = Math.max(0, ...Object.values(lists).map(({ length }) => length));
  const uneven = Object.entries(lists).find(([, { length }]) => length > 0 && length !== count);
  if (uneven !== undefined || count > mostMessages) {
    refuse(
      "unexpected-text",
      others.column,
      uneven === undefined
        ? `${count} messages in one conversation`
        : `${uneven[0]} has ${uneven[1].length} values, another key ${count}`,
      uneven === undefined
        ? `at most ${mostMessages}`
        : 'give each list one value a message; "" where a message has none',
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const row = Object.entries(lists).flatMap(([key, values]) =>
      values[index] === undefined ? [] : [[key, values[index]] as const],
    );
    return Object.fromEntries(row) as Row<Lists>;
  });
}

/** The oldest of the paper's lines name no reason phrase. */
function standardPhrase(code: number, others: Part): string {
  return (
    reasonPhrases[code] ??
    refuse(
      "missing-value",
      others.column,
      `no Reason_Phrase, and ${code} has no usual one`,
      "add Reason_Phrase=…",
    )
  );
}
