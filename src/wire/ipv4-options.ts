/** IPv4 options (RFC 791 section 3.1): a type, and but for two of them a length and data. */
import { noBytes } from "./bytes.js";

/** Option types this code names, copied flag, class and number together; any other is just as legal. */
export const ipv4OptionTypes = {
  end: 0,
  nop: 1,
  recordRoute: 7,
  timestamp: 68,
  security: 130,
  looseSourceRoute: 131,
  strictSourceRoute: 137,
  /** RFC 2113. */
  routerAlert: 148,
} as const;

export interface Ipv4Option {
  readonly type: number;
  /** Octets from the first option to this one's type. */
  readonly offset: number;
  /** Without type and length; `end` and `nop` have none. */
  readonly data: Uint8Array;
}

export interface Ipv4Options {
  readonly options: readonly Ipv4Option[];
  /** Where an option begins whose length is below 2 or beyond the header: nothing after it can be read. */
  readonly malformedAt?: number;
}

/** Reads the options of a header (`Ipv4Header.options`), up to `end`. */
export function decodeIpv4Options(bytes: Uint8Array): Ipv4Options {
  const options: Ipv4Option[] = [];
  let at = 0;
  while (at < bytes.length) {
    const type = bytes[at] ?? 0;
    if (type === ipv4OptionTypes.end || type === ipv4OptionTypes.nop) {
      options.push({ type, offset: at, data: noBytes });
      if (type === ipv4OptionTypes.end) break;
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) return { options, malformedAt: at };
    options.push({ type, offset: at, data: bytes.subarray(at + 2, at + length) });
    at += length;
  }
  return { options };
}

/** Where among the options the final destination stands, while a source route has addresses left to visit. */
export function finalDestinationOffset({ options }: Ipv4Options): number | undefined {
  for (const { type, offset, data } of options) {
    if (type !== ipv4OptionTypes.looseSourceRoute && type !== ipv4OptionTypes.strictSourceRoute) continue;
    const length = data.length + 2;
    // The pointer counts from 1, at the option's type; beyond the option it says that the route is used up.
    const pointer = data[0] ?? 0;
    return pointer < length && length >= 7 ? offset + length - 4 : undefined;
  }
  return undefined;
}
