import { describe, expect, it } from "vitest";
import { encodeIcmpv4, icmpv4Types, type Icmpv4Body } from "../../src/wire/icmpv4.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { ascii } from "../wire/octets.js";
import { numbered } from "./build-frames.js";
import { followFrames } from "./follow-frames.js";

const host = "192.168.1.23";
const router = "192.168.1.1";

/** A message from the host (`>`) or to it, in its own words. */
function message(
  direction: ">" | "<",
  type: number,
  body: Icmpv4Body,
  data = "",
  other = router,
): Uint8Array {
  const [source, destination] = direction === ">" ? [host, other] : [other, host];
  return encodeIpv4({ protocol: 1, source, destination }, encodeIcmpv4({ type, body }, ascii(data)));
}
const echo = (identifier: number, sequenceNumber: number): Icmpv4Body => ({
  kind: "echo",
  identifier,
  sequenceNumber,
});
const ping = (id: number, sequence: number, data = "abcd", to = router) =>
  message(">", icmpv4Types.echoRequest, echo(id, sequence), data, to);
const pong = (id: number, sequence: number, data = "abcd", from = router) =>
  message("<", icmpv4Types.echoReply, echo(id, sequence), data, from);

const numbersOf = (events: readonly { readonly frameNumber: number }[]) =>
  events.map(({ frameNumber }) => frameNumber);
const seen = (...packets: readonly Uint8Array[]) => {
  const { icmpAnswered, icmpRepeated, icmpUnanswered, icmpUnasked } = followFrames(numbered(packets));
  return {
    answered: icmpAnswered.map(({ request, reply }) => [request.frameNumber, reply.frameNumber]),
    repeated: icmpRepeated.map(({ request, reply }) => [request.frameNumber, reply.frameNumber]),
    unanswered: numbersOf(icmpUnanswered),
    unasked: numbersOf(icmpUnasked),
  };
};
const nothing = { answered: [], repeated: [], unanswered: [], unasked: [] };

describe("echo", () => {
  it("pairs by identifier, sequence number and address", () => {
    expect(
      seen(ping(7, 1), ping(7, 2), pong(7, 2), pong(7, 1), pong(8, 1), pong(7, 1, "abcd", "192.168.1.9")),
    ).toEqual({
      ...nothing,
      answered: [
        [2, 3],
        [1, 4],
      ],
      unasked: [5, 6],
    });
  });
  it("tells a second reply, and a request that gets none", () => {
    expect(seen(ping(7, 1), pong(7, 1), pong(7, 1), ping(7, 2))).toEqual({
      ...nothing,
      answered: [[1, 2]],
      repeated: [[1, 3]],
      unanswered: [4],
    });
  });
  it("settles a request whose numbers are used again", () => {
    expect(seen(ping(7, 1), ping(7, 1, "efgh"), pong(7, 1, "efgh"))).toEqual({
      ...nothing,
      answered: [[2, 3]],
      unanswered: [1],
    });
  });
  it("expects as many replies as there are requests alike", () => {
    expect(seen(ping(7, 1), ping(7, 1), pong(7, 1))).toEqual({
      ...nothing,
      answered: [[1, 3]],
      unanswered: [2],
    });
    expect(seen(ping(7, 1), ping(7, 1), pong(7, 1), pong(7, 1), pong(7, 1))).toEqual({
      ...nothing,
      answered: [
        [1, 3],
        [1, 4],
      ],
      repeated: [[1, 5]],
    });
  });
  it("lets any member of a group answer", () => {
    const group = ping(7, 1, "abcd", "224.0.0.1");
    expect(seen(group, pong(7, 1), pong(7, 1, "abcd", "192.168.1.9"))).toEqual({
      ...nothing,
      answered: [
        [1, 2],
        [1, 3],
      ],
    });
  });
  it("shows whether the data came back", () => {
    const { icmpAnswered } = followFrames(numbered([ping(7, 1), pong(7, 1), ping(7, 2), pong(7, 2, "abcx")]));
    expect(icmpAnswered.map(({ request, reply }) => request.dataDigest === reply.dataDigest)).toEqual([
      true,
      false,
    ]);
    expect(icmpAnswered[0]?.reply.dataLength).toBe(4);
  });
});

it("timestamp and address mask are pairs, too, and not of each other", () => {
  const numbers = { identifier: 7, sequenceNumber: 1 };
  const times = { kind: "timestamp", ...numbers, originate: 1000, receive: 0, transmit: 0 } as const;
  const mask = { kind: "address-mask", ...numbers, mask: "255.255.255.0" } as const;
  expect(
    seen(
      message(">", icmpv4Types.timestampRequest, times),
      message(">", icmpv4Types.addressMaskRequest, mask),
      pong(7, 1),
      message("<", icmpv4Types.addressMaskReply, mask),
      message("<", icmpv4Types.timestampReply, times),
    ),
  ).toEqual({
    ...nothing,
    answered: [
      [2, 4],
      [1, 5],
    ],
    unasked: [3],
  });
});

it("an error is nobody's reply", () => {
  const unreachable = message("<", icmpv4Types.destinationUnreachable, {
    kind: "unreachable",
    quotedWords: 0,
    nextHopMtu: 0,
  });
  expect(seen(unreachable)).toEqual(nothing);
});
