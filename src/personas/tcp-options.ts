import type { TcpOptionKind } from "../contracts/persona.js";
import type { TcpOption } from "../wire/tcp-options.js";

/** Values of the options that have one. */
export interface OptionValues {
  readonly mss: number;
  readonly windowScale: number;
  readonly timestamp: { readonly value: number; readonly echoReply: number };
}

/** Kinds in their order as options. */
export function optionsOfKinds(kinds: readonly TcpOptionKind[], values: OptionValues): TcpOption[] {
  return kinds.map((kind): TcpOption => {
    switch (kind) {
      case "mss":
        return { kind, value: values.mss };
      case "window-scale":
        return { kind, shift: values.windowScale };
      case "timestamp":
        return { kind, ...values.timestamp };
      default:
        return { kind };
    }
  });
}

/** Octets of an option on the wire. */
const optionLength: Readonly<Record<TcpOptionKind, number>> = {
  end: 1,
  nop: 1,
  mss: 4,
  "window-scale": 3,
  "sack-permitted": 2,
  timestamp: 10,
};

/**
 * A SYN-ACK's kinds for a SYN that offered only some of them (a host must not answer with what was not offered: RFC 7323
 * sections 2.2 and 3.2, RFC 2018 section 2). The rest is padded anew as Linux does: `nop` before an option until it ends on a word,
 * SACK-permitted and timestamps sharing three.
 */
export function answerableKinds(
  kinds: readonly TcpOptionKind[],
  offered: ReadonlySet<TcpOption["kind"]>,
): readonly TcpOptionKind[] {
  const needsOffer = (kind: TcpOptionKind) =>
    kind === "window-scale" || kind === "sack-permitted" || kind === "timestamp";
  const kept = kinds.filter((kind) => !needsOffer(kind) || offered.has(kind));
  if (kept.length === kinds.length) return kinds;
  const bare = kept.filter((kind) => kind !== "nop" && kind !== "end");
  return bare.flatMap((kind, index) => {
    const sharesWord = kind === "sack-permitted" && bare[index + 1] === "timestamp";
    const completesWord = kind === "timestamp" && bare[index - 1] === "sack-permitted";
    if (sharesWord || completesWord) return [kind];
    const padding = (4 - (optionLength[kind] % 4)) % 4;
    return [...Array<TcpOptionKind>(padding).fill("nop"), kind];
  });
}

export function findOption<Kind extends TcpOption["kind"]>(
  options: readonly TcpOption[] | undefined,
  kind: Kind,
): Extract<TcpOption, { kind: Kind }> | undefined {
  return options?.find((option): option is Extract<TcpOption, { kind: Kind }> => option.kind === kind);
}
