import { formatIpv6, parseIpv6 } from "../wire/address-text.js";
import { parseIpv4, parseMac } from "./ipv4-text.js";
import { printable, refuse, type Reader } from "./summary-part.js";

/** Readers of the values of a summary: each gives the canonical value, or refuses with place and hint. */

export const mac: Reader<string> = (value, field) =>
  parseMac(value.trim()) ??
  refuse(
    "not-a-mac",
    field.valueColumn,
    `${printable(value)} is not a MAC address`,
    "write six hex pairs, such as a4:83:e7:00:12:9f",
  );

export const ip: Reader<string> = (value, field) =>
  parseIpv4(value.trim()) ??
  refuse(
    "not-an-address",
    field.valueColumn,
    `${printable(value)} is not an IPv4 address`,
    "write four numbers from 0 to 255 without leading zeros, such as 192.0.2.7",
  );

/** An address of either family, IPv6 as RFC 5952 prints it. */
export const anyIp: Reader<string> = (value, field) => {
  const octets = parseIpv6(value.trim());
  return octets === undefined ? ip(value, field) : formatIpv6(octets);
};

export function number(least: number, most: number): Reader<number> {
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

export const name: Reader<string> = (value, field) => {
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
export const hostAndPath: Reader<{ host: string; path: string }> = (value, field) => {
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

export const pathText: Reader<string> = (value, field) => {
  const path = value.trim();
  if (/\s/.test(path)) {
    refuse("not-a-path", field.valueColumn, "a path has no blanks", "write a blank as %20");
  }
  return path === "" || path.startsWith("/") ? path : `/${path}`;
};

export const method: Reader<string> = (value, field) => {
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

export const text: Reader<string> = (value) => value;

/** Wireshark's info column, from which the paper's oldest lines were made, has it in brackets. */
export const mediaType: Reader<string> = (value) => value.replace(/^\((.*)\)$/, "$1");

/** One of some words, matched in any case. */
export function oneOf<W extends string>(words: readonly W[]): Reader<W> {
  return (value, field) =>
    words.find((word) => word.toLowerCase() === value.trim().toLowerCase()) ??
    refuse(
      "unexpected-text",
      field.valueColumn,
      `${printable(value)} is not known here`,
      `one of: ${words.join(", ")}`,
    );
}

/** `1`, `true`, `yes` or their opposites. */
export const flag: Reader<boolean> = (value, field) =>
  ["1", "true", "yes"].includes(oneOf(["1", "true", "yes", "0", "false", "no"])(value, field));

/** Seconds, digits with up to six decimals. */
export const seconds: Reader<number> = (value, field) => {
  const text = value.trim();
  const result = Number(text);
  if (!/^\d{1,5}(\.\d{1,6})?$/.test(text) || result > 86_400) {
    refuse(
      "not-a-number",
      field.valueColumn,
      `${printable(value)} is no number of seconds`,
      "such as 0.3 or 1",
    );
  }
  return result;
};

/** A client cookie: 8 octets in hex, with or without 0x (RFC 7873 section 4). */
export const cookie: Reader<string> = (value, field) => {
  const digits = value.trim().toLowerCase().replace(/^0x/, "");
  if (!/^[0-9a-f]{16}$/.test(digits)) {
    refuse(
      "not-a-number",
      field.valueColumn,
      `${printable(value)} is no client cookie`,
      "write 16 hex digits",
    );
  }
  return digits;
};
