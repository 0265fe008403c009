import { describe, expect, it } from "vitest";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { encodeDns } from "../../src/wire/dns.js";
import { latin1Text } from "../../src/wire/bytes.js";
import { arpFrame, dnsDatagram, numbered, segment } from "./build-frames.js";
import { followFrames } from "./follow-frames.js";

/** The same frames, so many milliseconds apart. */
function paced(frames: readonly FlowFrame[], millis: number): readonly FlowFrame[] {
  return frames.map((frame, index) => ({ ...frame, timeNanos: BigInt(index * millis) * 1_000_000n }));
}
const pairOf = ({ request, reply }: { request: { frameNumber: number }; reply: { frameNumber: number } }) => [
  request.frameNumber,
  reply.frameNumber,
];
const queryPair = ({
  query,
  response,
}: {
  query: { frameNumber: number };
  response: { frameNumber: number };
}) => [query.frameNumber, response.frameNumber];
const numberOf = ({ frameNumber }: { frameNumber: number }) => frameNumber;

describe("ARP", () => {
  const request = arpFrame(1, "10.0.0.2", "10.0.0.1");
  const reply = arpFrame(2, "10.0.0.1", "10.0.0.2");

  it("pairs a reply with the latest request whose addresses it swaps", () => {
    const events = followFrames(numbered([request, request, reply, reply, request], 1));
    expect(events.arpAnswered.map(pairOf)).toEqual([
      [2, 3],
      [2, 4],
    ]);
    expect(events.arpUnanswered.map(numberOf)).toEqual([5]);
  });
  it("tells a reply with other addresses, and other operations", () => {
    const stray = arpFrame(2, "10.0.0.9", "10.0.0.2");
    const events = followFrames(numbered([request, stray, arpFrame(8, "10.0.0.2", "10.0.0.1")], 1));
    expect(events.arpOtherAddresses.map(pairOf)).toEqual([[1, 2]]);
    expect(events.arpOther.map(numberOf)).toEqual([3]);
    expect([events.arpUnanswered, events.arpUnasked]).toEqual([[], []]);
  });
  it("lets a stray reply be where the request is answered after all", () => {
    const events = followFrames(numbered([request, arpFrame(2, "10.0.0.9", "10.0.0.2"), reply], 1));
    expect(events.arpAnswered.map(pairOf)).toEqual([[1, 3]]);
    expect(events.arpUnasked.map(numberOf)).toEqual([2]);
  });
  it("waits two minutes of the capture's time", () => {
    const late = followFrames(paced(numbered([request, reply], 1), 121_000));
    expect([late.arpUnanswered.map(numberOf), late.arpUnasked.map(numberOf)]).toEqual([[1], [2]]);
    const soon = followFrames(paced(numbered([request, reply], 1), 119_000));
    expect(soon.arpAnswered.map(pairOf)).toEqual([[1, 2]]);
  });
  it("keeps as many open as allowed, and says when there are more", () => {
    const asked = [1, 2, 3].map((last) => arpFrame(1, "10.0.0.9", `10.0.0.${last}`));
    const events = followFrames(numbered(asked, 1), { openTransactions: 2 });
    expect(events.limits).toEqual([["openTransactions", 3]]);
    expect(events.arpUnanswered.map(numberOf)).toEqual([1, 2, 3]);
  });
});

describe("DNS", () => {
  const question = { questions: [{ name: "a.b" }] };
  const query = (transactionId: number, port?: number) =>
    dnsDatagram(">", { transactionId, ...question }, port);
  const answer = (transactionId: number, port?: number) =>
    dnsDatagram("<", { transactionId, qr: 1, ...question }, port);

  it("pairs by sockets and transaction id", () => {
    const events = followFrames(numbered([query(1), query(2), answer(2), answer(1)]));
    expect(events.dnsAnswered.map(queryPair)).toEqual([
      [2, 3],
      [1, 4],
    ]);
    expect(events.dnsAnswered[0]?.query).toMatchObject({
      source: { address: "192.168.1.23", port: 40000 },
      destination: { address: "192.168.1.1", port: 53 },
    });
  });
  it("opens another transaction when an answered id is used again", () => {
    const events = followFrames(numbered([query(1), answer(1), query(1)]));
    expect(events.dnsAnswered.map(queryPair)).toEqual([[1, 2]]);
    expect(events.dnsUnanswered.map(numberOf)).toEqual([3]);
  });
  it("takes a query sent again for the same, and a second answer for a repeated one", () => {
    const events = followFrames(numbered([query(1), query(1), answer(1), answer(1)]));
    expect(events.dnsQuery.map(numberOf)).toEqual([1]);
    expect([events.dnsAnswered.map(queryPair), events.dnsRepeated.map(queryPair)]).toEqual([
      [[1, 3]],
      [[1, 4]],
    ]);
  });
  it("tells another id before another socket", () => {
    const events = followFrames(numbered([query(1), query(1, 40001), answer(1, 40002), answer(7, 40001)]));
    expect(events.dnsOtherId.map(queryPair)).toEqual([[2, 4]]);
    expect(events.dnsOtherEndpoint.map(queryPair)).toEqual([[1, 3]]);
  });
  it("does not pair what comes before", () => {
    const events = followFrames(numbered([answer(7), query(1)]));
    expect([events.dnsUnanswered.map(numberOf), events.dnsUnasked.map(numberOf)]).toEqual([[2], [1]]);
  });
  it("is not slowed down by masses of answers that nobody asked for", () => {
    const masses = Array.from({ length: 20_000 }, (_, id) => answer(id));
    const events = followFrames(numbered([...masses, ...Array.from({ length: 2000 }, (_, id) => query(id))]));
    expect([events.dnsUnasked.length, events.dnsUnanswered.length]).toEqual([20_000, 2000]);
  });

  const overTcp = (fields: Parameters<typeof encodeDns>[0]) => {
    const message = encodeDns(fields);
    return latin1Text(Uint8Array.of(message.length >>> 8, message.length & 0xff, ...message));
  };
  const port = { destinationPort: 53 };
  const back = { sourcePort: 53 };

  it("is read over TCP, too, however the messages are cut", () => {
    const ask = overTcp({ transactionId: 1, ...question }) + overTcp({ transactionId: 2, ...question });
    const reply = overTcp({ transactionId: 2, qr: 1, ...question });
    const events = followFrames(
      numbered([
        segment("> S", 0, "", port),
        segment("< SA", 0, "", back),
        segment("> A", 1, ask.slice(0, 1), port),
        segment("> A", 2, ask.slice(1, 30), port),
        segment("> A", 31, ask.slice(30), port),
        segment("< A", 1, reply, back),
      ]),
    );
    expect(events.dnsQuery.map(numberOf)).toEqual([4, 5]);
    expect(events.dnsStreamProblem).toEqual([]);
    expect(events.dnsAnswered.map(queryPair)).toEqual([[5, 6]]);
    expect(events.dnsUnanswered.map(({ transactionId, transport }) => [transactionId, transport])).toEqual([
      [1, "tcp"],
    ]);
  });
  it("answers a zone transfer in many messages", () => {
    const axfr = { questions: [{ name: "b", type: 252 }] };
    const part = overTcp({ transactionId: 1, qr: 1, ...axfr });
    const events = followFrames(
      numbered([
        segment("> S", 0, "", port),
        segment("< SA", 0, "", back),
        segment("> A", 1, overTcp({ transactionId: 1, ...axfr }), port),
        segment("< A", 1, part + part, back),
      ]),
    );
    expect([events.dnsAnswered.map(queryPair), events.dnsRepeated]).toEqual([[[3, 4]], []]);
  });
});

describe("DNS that the capture cut", () => {
  const question = { questions: [{ name: "www.example.org", type: 1 }] };
  /** The first `kept` octets of a datagram. */
  const cut = (frame: FlowFrame, kept: number): FlowFrame => {
    const { bytes } = frame.decoded;
    return { ...frame, decoded: decodeFrame(bytes.subarray(0, kept), 101, frame.frameNumber, bytes.length) };
  };
  const [query, answer] = numbered([
    dnsDatagram(">", { transactionId: 7, ...question }),
    dnsDatagram("<", { transactionId: 7, qr: 1, ...question }),
  ]) as [FlowFrame, FlowFrame];

  it("answers a query all the same", () => {
    // IP, UDP and the DNS header have 40 octets.
    const events = followFrames([query, cut(answer, 40)]);
    expect([events.dnsUnanswered, events.dnsUnasked, events.dnsAnswered]).toEqual([[], [], []]);
  });
  it("does not answer another", () => {
    const [, other] = numbered([
      dnsDatagram(">", { transactionId: 8, ...question }),
      dnsDatagram("<", { transactionId: 8, qr: 1, ...question }),
    ]) as [FlowFrame, FlowFrame];
    expect(followFrames([query, cut(other, 40)]).dnsUnanswered).toHaveLength(1);
  });
  it("asks for an answer that came whole", () => {
    expect(followFrames([cut(query, 40), answer]).dnsUnasked).toEqual([]);
    expect(followFrames([answer]).dnsUnasked).toHaveLength(1);
  });
});
