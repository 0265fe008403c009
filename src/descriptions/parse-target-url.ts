import { UsageError } from "../contracts/errors.js";
import type { TargetUrl } from "../contracts/scenario.js";
import { parseIpv4, unroutableUse } from "./ipv4-text.js";
import { isHostName } from "./summary-values.js";

/** Octets: with headers of usual size, the request still fits in one segment. */
const maximumPathLength = 1000;

/**
 * Reads `--url`: http only, port honoured, fragment dropped, international names to punycode. What a day in the life
 * cannot fetch is refused with a `UsageError` and a hint; whether an address lies on the client's own network is for
 * `resolveScenario` to say.
 */
export function parseTargetUrl(text: string): TargetUrl {
  const url = readUrl(text.trim());
  const shown = quoted(text);
  if (url.protocol === "https:") {
    throw new UsageError(
      `${shown}: https is not supported`,
      "TLS would hide what the capture is to show: use http://",
    );
  }
  if (url.protocol !== "http:") {
    throw new UsageError(
      `${shown}: only http is supported, not ${url.protocol}`,
      "such as http://example.com/",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`${shown} holds a user name or password`, "leave out what stands before the @");
  }
  const host = url.hostname.replace(/\.$/, "");
  const isLiteralAddress = parseIpv4(host) !== undefined;
  checkHost(host, shown, isLiteralAddress);
  const path = url.pathname + url.search;
  if (path.length > maximumPathLength) {
    throw new UsageError(
      `the path of ${shown} has ${path.length} characters`,
      `at most ${maximumPathLength}: the request is to fit in one segment`,
    );
  }
  const port = url.port === "" ? 80 : Number(url.port);
  if (port === 0) throw new UsageError(`${shown}: nobody listens on port 0`, "leave the port out for 80");
  return { href: `http://${hostWithPort(host, port)}${path}`, host, isLiteralAddress, port, path };
}

/** What the Host header says: the port only where it is not 80 (RFC 9110 section 7.2). */
export function hostWithPort(host: string, port: number): string {
  return port === 80 ? host : `${host}:${port}`;
}

function readUrl(text: string): URL {
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(text)) {
    throw new UsageError(`${quoted(text)} has no scheme`, `try http://${shortened(text)}`);
  }
  try {
    return new URL(text);
  } catch (error) {
    throw new UsageError(`${quoted(text)} is not a URL`, "such as http://example.com/index.html", {
      cause: error,
    });
  }
}

/** The text for a message: without user and password, and not longer than a line. */
function quoted(text: string): string {
  return JSON.stringify(shortened(withoutUserInfo(text)));
}

/** Where the text is no web address, all that stands before the last @ may be a password. */
function withoutUserInfo(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url !== undefined && /^(https?|ftp):$/.test(url.protocol);
  if (isWeb && url.username === "" && url.password === "") return text;
  const scheme = /^\s*([a-z][a-z0-9+.-]*:)?[\\/]{2}/i.exec(text)?.[0] ?? "";
  const end = isWeb ? authorityEnd(text, scheme.length) : text.length;
  const at = text.lastIndexOf("@", end);
  return at < scheme.length ? text : scheme + text.slice(at + 1);
}

function authorityEnd(text: string, start: number): number {
  const length = text.slice(start).search(/[\\/?#]/);
  return length < 0 ? text.length : start + length;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function checkHost(host: string, shown: string, isLiteralAddress: boolean): void {
  if (host.startsWith("[")) {
    throw new UsageError(
      `${shown} is an IPv6 address`,
      "IPv6 is not supported yet: use a name or an IPv4 address",
    );
  }
  if (host === "localhost" || host.endsWith(".localhost")) {
    throw new UsageError(`${shown} stays on the host itself`, "no frame would leave it: use another host");
  }
  const use = isLiteralAddress ? unroutableUse(host) : undefined;
  if (use !== undefined) {
    throw new UsageError(
      `${shown}: ${host} is ${use}`,
      "no router leads there: use a unicast address of one host",
    );
  }
  if (!isLiteralAddress && !isHostName(host)) {
    throw new UsageError(
      `${shown}: ${JSON.stringify(host.slice(0, 80))} is not a host name`,
      "labels of 1 to 63 letters, digits and dashes, 253 in all",
    );
  }
}
