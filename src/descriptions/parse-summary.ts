import { err, ok, type Result } from "../contracts/result.js";
import type { ArpSummary, ConversationSummary, DnsSummary, HttpSummary } from "../contracts/summary.js";
import { parseIpv4, parseMac } from "./ipv4-text.js";
import { reasonPhrases } from "./reason-phrases.js";
import { scanSummary, type PartLabel, type SummaryField, type SummaryPart } from "./scan-summary.js";
import type { SummaryError, SummaryFault } from "./summary-error.js";

/**
 * Reads one conversation summary of ARP, DNS or HTTP, tolerantly (see `scan-summary.ts` for the form, below for the
 * values). What it accepts, `formatSummary` prints back canonically. Keys are matched in any case.
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

class Refusal extends Error {
  constructor(readonly fault: SummaryError) {
    super(fault.message);
  }
}

function refuse(code: SummaryFault, column: number, message: string, hint: string): never {
  throw new Refusal({ code, column, message, hint });
}

function readSummary(parts: readonly SummaryPart[], length: number): ConversationSummary {
  const has = (label: PartLabel) => parts.some((part) => part.label === label);
  const part = (label: PartLabel) => new Part(parts, label, length + 1);
  if (has("wanted")) return readArp(part("source"), part("destination"), part("wanted"));
  if (!has("others")) {
    refuse(
      "missing-part",
      length + 1,
      "neither Wanted: nor Others:",
      "ARP needs Wanted:, DNS and HTTP need Others:",
    );
  }
  const others = part("others");
  if (others.has("resource")) return readDns(part("source"), part("destination"), others);
  if (others.has("host") || others.has("code")) return readHttp(part("source"), part("destination"), others);
  return refuse(
    "unknown-protocol",
    others.column,
    "neither a DNS nor an HTTP summary",
    "Others: of DNS has resource=, of HTTP Host=, Path= and Code=",
  );
}

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

function readDns(source: Part, destination: Part, others: Part): DnsSummary {
  source.only("ip");
  destination.only("ip");
  others.only("id", "resource", "response");
  return {
    protocol: "DNS",
    source: { ip: source.required("ip", ip) },
    destination: { ip: destination.required("ip", ip) },
    ...others.optional("id", number(0, 0xffff)),
    resource: others.required("resource", name),
    ...others.optionalList("response", ip),
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
    "method",
    "user_agent",
    "server",
    "date",
    "content_type",
  );
  const url = others.required("host", hostAndPath);
  const path = others.optional("path", pathText).path;
  const code = others.required("code", number(100, 599));
  return {
    protocol: "HTTP",
    source: readTcpEnd(source),
    destination: readTcpEnd(destination),
    host: url.host,
    path: path === undefined || path === "" ? url.path : path,
    code,
    reasonPhrase: others.optional("reason_phrase", text).reason_phrase ?? standardPhrase(code, others),
    ...rename("method", others.optional("method", method).method),
    ...rename("userAgent", others.optional("user_agent", text).user_agent),
    ...rename("server", others.optional("server", text).server),
    ...rename("date", others.optional("date", text).date),
    ...rename("contentType", others.optional("content_type", mediaType).content_type),
  };
}

function readTcpEnd(part: Part): HttpSummary["source"] {
  return {
    ip: part.required("ip", ip),
    ...part.optional("port", number(1, 0xffff)),
    ...part.optional("window", number(0, 0xffff)),
  };
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

function rename<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

/** Reads the text of one value; refuses with a place. */
type Reader<T> = (value: string, field: SummaryField) => T;

class Part {
  readonly column: number;
  private readonly fields: readonly SummaryField[];

  constructor(
    parts: readonly SummaryPart[],
    private readonly label: PartLabel,
    end: number,
  ) {
    const part = parts.find((candidate) => candidate.label === label);
    if (part === undefined) {
      refuse(
        "missing-part",
        end,
        `the ${capitalised(label)}: part is missing`,
        `add // ${capitalised(label)}: …`,
      );
    }
    this.column = part.column;
    this.fields = part.fields.map((field) => withKey(field));
  }

  has(key: string): boolean {
    return this.fields.some((field) => field.key === key);
  }

  only(...keys: string[]): void {
    for (const field of this.fields) {
      if (keys.includes(field.key)) continue;
      const what = field.key === "" ? "a value without a key" : `unknown key ${printable(field.key)}`;
      refuse(
        "unknown-key",
        field.column,
        `${what} in ${capitalised(this.label)}:`,
        `known here: ${keys.join(", ")}`,
      );
    }
  }

  required<T>(key: string, read: Reader<T>): T {
    const value = this.single(key, read);
    if (value !== undefined) return value;
    return refuse(
      "missing-value",
      this.column,
      `${capitalised(this.label)}: has no ${key}`,
      `add ${key}=… to ${capitalised(this.label)}:`,
    );
  }

  optional<K extends string, T>(key: K, read: Reader<T>): Partial<Record<K, T>> {
    return rename(key, this.single(key, read));
  }

  optionalList<K extends string, T>(key: K, read: Reader<T>): Partial<Record<K, readonly T[]>> {
    const field = this.fields.find((candidate) => candidate.key === key);
    if (field === undefined || field.values.length === 0) return {};
    return rename(
      key,
      field.values.map((value) => read(value, field)),
    );
  }

  private single<T>(key: string, read: Reader<T>): T | undefined {
    const field = this.fields.find((candidate) => candidate.key === key);
    const value = field?.values[0];
    if (field === undefined || value === undefined) return undefined;
    if (field.values.length > 1) {
      refuse("unexpected-text", field.valueColumn, `${key} takes one value`, "give one value, not a list");
    }
    return read(value, field);
  }
}

/** The paper's driver prints a DNS id without its key. */
function withKey(field: SummaryField): SummaryField {
  return field.key === "" && /^0x[0-9a-f]+$/i.test(field.values[0] ?? "") ? { ...field, key: "id" } : field;
}

const mac: Reader<string> = (value, field) =>
  parseMac(value.trim()) ??
  refuse(
    "not-a-mac",
    field.valueColumn,
    `${printable(value)} is not a MAC address`,
    "write six hex pairs, such as a4:83:e7:00:12:9f",
  );

const ip: Reader<string> = (value, field) =>
  parseIpv4(value.trim()) ??
  refuse(
    "not-an-address",
    field.valueColumn,
    `${printable(value)} is not an IPv4 address`,
    "write four numbers from 0 to 255 without leading zeros, such as 192.0.2.7",
  );

function number(least: number, most: number): Reader<number> {
  return (value, field) => {
    const digits = value.trim();
    if (!/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(digits)) {
      refuse(
        "not-a-number",
        field.valueColumn,
        `${printable(value)} is not a number`,
        "write digits, or 0x and hex",
      );
    }
    const result = Number(digits);
    if (result < least || result > most) {
      refuse("out-of-range", field.valueColumn, `${digits} is out of range`, `from ${least} to ${most}`);
    }
    return result;
  };
}

const name: Reader<string> = (value, field) => {
  const host = value
    .trim()
    .replace(/^http:\/\//i, "")
    .replace(/\/$/, "")
    .replace(/\.$/, "");
  if (!isHostName(host)) {
    refuse(
      "not-a-name",
      field.valueColumn,
      `${printable(value)} is not a host name`,
      "letters, digits, - and _ in labels of 1 to 63; other scripts as punycode (xn--…)",
    );
  }
  return host;
};

/** A host name in ASCII: labels of 1 to 63, 253 in all (RFC 1035 section 2.3.4). */
export function isHostName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => /^[A-Za-z0-9_-]{1,63}$/.test(label));
}

/** `http://www.x.com/`, `www.x.com:8080`, `www.x.com/index.html`. */
const hostAndPath: Reader<{ host: string; path: string }> = (value, field) => {
  const bare = value.trim().replace(/^http:\/\//i, "");
  const slash = bare.indexOf("/");
  const host = slash === -1 ? bare : bare.slice(0, slash);
  const [hostname = "", port, ...more] = host.split(":");
  const isPort = port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 0xffff);
  if (!isPort || more.length > 0) {
    refuse("not-a-name", field.valueColumn, `${printable(value)} is not a host`, "write name or name:port");
  }
  const canonical = name(hostname, field) + (port === undefined ? "" : `:${port}`);
  return { host: canonical, path: slash === -1 ? "/" : pathText(bare.slice(slash), field) };
};

const pathText: Reader<string> = (value, field) => {
  const path = value.trim();
  if (/\s/.test(path)) {
    refuse("not-a-path", field.valueColumn, "a path has no blanks", "write a blank as %20");
  }
  return path === "" || path.startsWith("/") ? path : `/${path}`;
};

const method: Reader<string> = (value, field) => {
  if (!/^[A-Z]{1,20}$/.test(value)) {
    refuse(
      "unexpected-text",
      field.valueColumn,
      `${printable(value)} is not a method`,
      "such as GET or HEAD",
    );
  }
  return value;
};

const text: Reader<string> = (value) => value;

/** Wireshark's info column, from which the paper's oldest lines were made, has it in brackets. */
const mediaType: Reader<string> = (value) => value.replace(/^\((.*)\)$/, "$1");

function capitalised(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function printable(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
