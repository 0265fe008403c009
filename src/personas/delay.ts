import type { RemoteHost } from "../contracts/framing.js";
import type { Delay, Persona } from "../contracts/persona.js";
import type { Reaction } from "./causes.js";
import type { PacketShape } from "./packet-shape.js";
import type { RandomStream } from "./random-stream.js";

/** sqrt(0.95 / 0.05): where the curve below has its 95th percentile. */
const percentile95 = 4.358898943540674;

/** A delay in whole microseconds, of a curve or of quantiles as `Delay` says. */
export function drawDelay(random: RandomStream, delay: Delay): number {
  const [least = 0, typicalMost = least] = delay;
  return delay.length > 2 ? drawOfQuantiles(random, delay) : drawOfCurve(random, least, typicalMost);
}

/**
 * Never below the first number, in one of twenty cases above the second, half of them in the lowest quarter of the range.
 * Log-logistic with shape 2, since its inverse needs a division and a square root only, which IEEE 754 rounds alike on every
 * machine; logarithms and sines it does not.
 */
function drawOfCurve(random: RandomStream, least: number, typicalMost: number): number {
  // The highest 1 % are cut: a delay of hundreds of times the typical one belongs to a script's own `sleep`.
  const unit = random.unit() * 0.99;
  const excess = Math.sqrt(unit / (1 - unit)) / percentile95;
  return Math.round(least + (typicalMost - least) * excess);
}

/** Between two neighbours at equal steps, each place as likely. Whole numbers below 2^53 alone: the same on every machine. */
function drawOfQuantiles(random: RandomStream, quantiles: Delay): number {
  const position = random.uint32() * (quantiles.length - 1);
  const step = Math.floor(position / 0x1_0000_0000);
  const within = Math.floor((position % 0x1_0000_0000) / 0x1_0000);
  const [low = 0, high = low] = quantiles.slice(step, step + 2);
  return low + Math.floor(((high - low) * within) / 0x1_0000);
}

/**
 * A round trip over a path whose shortest is known, in whole microseconds: that and a right-skewed excess, of which `jitterMicros` is
 * the 95th percentile; 8 % of the shortest where the path does not say.
 */
export function drawRoundTrip(
  random: RandomStream,
  { roundTripMicros, jitterMicros }: Pick<RemoteHost, "roundTripMicros" | "jitterMicros">,
): number {
  const typicalMost = jitterMicros === undefined ? roundTripMicros * 1.08 : roundTripMicros + jitterMicros;
  return drawDelay(random, [roundTripMicros, typicalMost]);
}

/** Octets of a frame beside TCP's payload: 14 of Ethernet, 20 of IPv4, 32 of TCP with timestamps. */
const headerOctets = 66;

/**
 * How long a packet takes on the narrowest link of the way, in whole microseconds, rounded up; 0 where no link is narrow. Without a
 * segment, what the packet carries is not known here and taken for small.
 */
export function wireMicros(
  { segment }: Pick<PacketShape, "segment">,
  { bandwidthMbps }: Pick<RemoteHost, "bandwidthMbps">,
): number {
  if (bandwidthMbps === undefined) return 0;
  const octets = headerOctets + (segment?.payloadLength ?? 0);
  // Megabits a second are bits a microsecond.
  return Math.ceil((octets * 8) / bandwidthMbps);
}

/** What a reaction is like that the persona says nothing of; all others are like an answer of its programs. */
const fallbacks: Readonly<Partial<Record<Reaction, Reaction>>> = {
  accept: "acknowledge",
  refuse: "accept",
  acknowledgeFin: "acknowledge",
  acknowledgeMore: "acknowledge",
  answerAgain: "answer",
  closeAsleep: "close",
  echoAgain: "echo",
  open: "acknowledge",
  finish: "next",
  nextAcknowledged: "next",
  datagramQueued: "datagram",
  datagramAgain: "datagram",
};

/** `beside`: the persona of the other side. */
export function reactionDelay(persona: Persona, reaction: Reaction, beside?: string): Delay {
  const { reactionMicros, reactionMicrosBeside = {} } = persona;
  const apart = beside === undefined ? undefined : ownDelay(reactionMicrosBeside, beside, reaction);
  return apart ?? reactionMicros[reaction] ?? reactionDelay(persona, fallbacks[reaction] ?? "answer", beside);
}

function ownDelay(
  apart: NonNullable<Persona["reactionMicrosBeside"]>,
  beside: string,
  reaction: Reaction,
): Delay | undefined {
  return Object.hasOwn(apart, beside) ? apart[beside]?.[reaction] : undefined;
}
