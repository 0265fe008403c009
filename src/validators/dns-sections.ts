import { type DecodedFrame, layerOf } from "../wire/decoded-frame.js";
import type { DnsMessage } from "../wire/dns.js";

export interface ShortSection {
  readonly section: "question" | "answer" | "authority" | "additional";
  readonly counted: number;
  readonly held: number;
  /** The message says itself that it was cut: TC. */
  readonly isTruncated: boolean;
}

/** The first section of a whole frame's DNS message that holds less than the header counts; undefined where all do. */
export function sectionsShort(decoded: DecodedFrame): ShortSection | undefined {
  const { error, bytes, length } = decoded;
  if (error?.layer !== "dns" || error.code !== "truncated" || bytes.length < length) return undefined;
  const message = layerOf(decoded, "dns")?.message;
  return message === undefined ? undefined : firstShort(message);
}

function firstShort(message: DnsMessage): ShortSection | undefined {
  const sections = [
    ["question", message.questionCount, message.questions.length],
    ["answer", message.answerCount, message.answers.length],
    ["authority", message.authorityCount, message.authorities.length],
    ["additional", message.additionalCount, message.additionals.length],
  ] as const;
  const short = sections.find(([, counted, held]) => held < counted);
  if (short === undefined) return undefined;
  const [section, counted, held] = short;
  return { section, counted, held, isTruncated: message.tc === 1 };
}
