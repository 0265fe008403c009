import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import { clientIp, flags, packetOf, routed, segmentOf, serverIp } from "./packets.js";
import {
  ack,
  acknowledged,
  closing,
  fillLosing,
  lossy,
  madeByLoss,
  notations,
  opening,
  optionOf,
  quick,
  request,
  response,
  tcpOf,
} from "./lossy-path.js";

/** Whole microseconds from each frame to the next. */
const gaps = (frames: readonly FilledFrame[]): readonly number[] =>
  frames.slice(1).map(({ timeSeconds }, index) => micros(timeSeconds) - micros(frames[index]?.timeSeconds));
const micros = (seconds = 0) => Math.round(seconds * 1e6);

/** Ten segments of 1448 octets: 1460 without 12 of timestamps. */
const ten = [...opening, request, acknowledged, response(14_480), ack, ...closing];
/** Turns: opening 1 to 3, request 4, its acknowledgment 5; segment n and its acknowledgment are 4 + 2n and 5 + 2n. */
const segmentTurn = (n: number) => 4 + 2 * n;
/** Of frames that are not lost, before the response. */
const before = 5;

describe("a path that loses nothing", () => {
  it("gives the same octets as one of which nothing is said", () => {
    const options = { seed: 5, startSeconds: 1_700_000_000 };
    const { lossShare: _none, ...sure } = lossy.peer;
    expect(fillPackets(ten, { ...lossy, peer: { ...sure, lossShare: 0 } }, options)).toEqual(
      fillPackets(ten, { ...lossy, peer: sure }, options),
    );
  });
});

describe("a segment that is lost on the way to the client", () => {
  const frames = fillLosing(ten, [segmentTurn(4)]);

  it("is asked for by each that comes after it, and sent again after the third", () => {
    expect(notations(frames).slice(before).join(" ")).toBe(
      [
        "<1448@0 >a1448 <1448@1448 >a2896 <1448@2896 >a4344",
        "<1448@5792P >a4344[5792-7240]!dup <1448@7240 >a4344[5792-8688]!dup",
        "<1448@8688 >a4344[5792-10136]!dup <1448@10136 >a4344[5792-11584]!dup",
        "<1448@11584 >a4344[5792-13032]!dup <1448@13032P >a4344[5792-14480]!dup",
        "<1448@4344!again >a14480!ack >F@86 <F@14480 >a14481",
      ].join(" "),
    );
  });

  it("comes a round trip after the third", () => {
    const third = frames[before + 11];
    const again = frames.find((frame) => madeByLoss(frame) === "retransmission");
    const trip = micros(again?.timeSeconds) - micros(third?.timeSeconds);
    expect(trip).toBeGreaterThanOrEqual(20_000);
    expect(trip).toBeLessThan(23_700);
  });

  it("has the options in Linux's order, the timestamp of what came in order, and the same window", () => {
    const inOrder = frames[before + 4] ?? expect.fail();
    const last = frames[before + 5] ?? expect.fail();
    const duplicates = frames.filter((frame) => madeByLoss(frame) === "duplicate acknowledgment");
    expect(duplicates).toHaveLength(6);
    for (const frame of duplicates) {
      const { options, window } = tcpOf(frame).header;
      expect(options.map(({ kind }) => kind)).toEqual(["nop", "nop", "timestamp", "nop", "nop", "sack"]);
      expect(window).toBe(tcpOf(last).header.window);
      expect(optionOf(frame, "timestamp")?.echoReply).toBe(optionOf(inOrder, "timestamp")?.value);
    }
    const again = frames.find((frame) => madeByLoss(frame) === "retransmission") ?? expect.fail();
    const whole = frames[frames.indexOf(again) + 1] ?? expect.fail();
    expect(optionOf(whole, "timestamp")?.echoReply).toBe(optionOf(again, "timestamp")?.value);
  });

  it("takes a number of its own when it is sent again, and has its line", () => {
    const numbered = fillLosing(
      ten.map((packet, index) => ({ ...packet, line: index + 1 })),
      [segmentTurn(4)],
    );
    const down = numbered.filter((frame) => !tcpOf(frame).isUp).slice(2);
    const numbers = down.map((frame) => tcpOf(frame).ip.identification);
    // The fourth went out under the number that is missing.
    const [first = 0] = numbers;
    expect(numbers.map((number) => (number - first) & 0xffff)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(down.slice(0, -1).map(({ line }) => line)).toEqual(Array(10).fill(6));
  });

  it("is one of two: blocks newest first, and the first that is sent again is acknowledged up to the second", () => {
    // The fourth has no acknowledgment, so all that follow come a turn earlier; so again after the sixth.
    const two = fillLosing(ten, [segmentTurn(4), segmentTurn(6) - 1]);
    expect(
      notations(two)
        .slice(before + 6)
        .join(" "),
    ).toBe(
      [
        "<1448@5792P >a4344[5792-7240]!dup <1448@8688 >a4344[8688-10136][5792-7240]!dup",
        "<1448@10136 >a4344[8688-11584][5792-7240]!dup <1448@11584 >a4344[8688-13032][5792-7240]!dup",
        "<1448@13032P >a4344[8688-14480][5792-7240]!dup",
        "<1448@4344!again >a7240[8688-14480]!ack <1448@7240!again >a14480!ack >F@86 <F@14480 >a14481",
      ].join(" "),
    );
  });

  /** The last of ten comes a second time, and is acknowledged. */
  function expectTailSentAgain(frames: ReturnType<typeof fillLosing>): void {
    const rest = notations(frames).slice(before + 16);
    expect(rest.join(" ")).toBe("<1448@11584 >a13032 <1448@13032P!again >a14480 >F@86 <F@14480 >a14481");
  }

  it("is the last: the server's timer runs out, two round trips and Linux's 200 ms after the acknowledgment", () => {
    const last = fillLosing(ten, [segmentTurn(10)]);
    expectTailSentAgain(last);
    const wait = gaps(last)[before + 17];
    expect(wait).toBeGreaterThanOrEqual(242_000);
    expect(wait).toBeLessThan(245_700);
  });

  it("is sent again while the server's program sleeps", () => {
    const part = (slept: boolean) => ({
      ...segmentOf("server", flags.ack, "y".repeat(500)),
      timeSeconds: slept ? 1 : 0,
      slept,
    });
    const frames = fillLosing([...opening, request, acknowledged, part(false), part(true), ack], [6]);
    expect(notations(frames).slice(before).join(" ")).toBe("<500@0!again >a500!ack <500@500 >a1000");
    expect(gaps(frames)[before + 1]).toBe(1_000_000);
  });

  it("has the timestamp of what came in order echoed, however late the rest comes", () => {
    const part = (timeSeconds: number) => ({
      ...segmentOf("server", flags.ack, "y".repeat(500)),
      timeSeconds,
      slept: timeSeconds > 0,
    });
    // Ten milliseconds apart; the second of the response is lost, turn 7 after one that is acknowledged.
    const slow = fillLosing(
      [...opening, request, part(0), ack, part(0.01), part(0.02), ack, ...closing],
      [7],
    );
    expect(notations(slow).slice(4, 8)).toEqual(["<500@0", ">a500", "<500@1000", ">a500[1000-1500]!dup"]);
    const at = (index: number) => optionOf(slow[index] ?? expect.fail(), "timestamp");
    expect(at(6)?.value).not.toBe(at(4)?.value);
    expect(at(7)?.echoReply).toBe(at(4)?.value);
  });

  it("has the window halved: half of what was on its way comes with the acknowledgment that is whole again", () => {
    // The first of ten, and nothing is acknowledged that would let an eleventh go: half of ten are five.
    const long = [...opening, request, acknowledged, response(30 * 1_448), ack, ...closing];
    const far = fillLosing(long, [segmentTurn(1)]);
    const made = notations(far);
    const again = made.indexOf("<1448@0!again");
    expect(made.slice(again - 1, again + 3)).toEqual([
      ">a0[1448-14480]!dup",
      "<1448@0!again",
      ">a14480!ack",
      "<1448@14480",
    ]);
    const start = micros(far[again + 2]?.timeSeconds);
    const together = far
      .slice(again + 2)
      .filter((frame) => !tcpOf(frame).isUp && micros(frame.timeSeconds) - start < 15_000);
    expect(together).toHaveLength(5);
  });

  it("is one whose acknowledgments are all lost: the oldest comes again, and then the rest", () => {
    const turns = Array.from({ length: 10 }, (_, index) => segmentTurn(index + 1) + 1);
    const long = [...opening, request, acknowledged, response(12 * 1_448), ack, ...closing];
    const made = notations(fillLosing(long, turns)).slice(before + 18);
    expect(made.join(" ")).toBe(
      [
        "<1448@13032P >a14480 <1448@0!again >a14480!ack",
        "<1448@14480 >a15928 <1448@15928P >a17376 >F@86 <F@17376 >a17377",
      ].join(" "),
    );
  });

  it("is lost twice more: the timer doubles", () => {
    // After the tenth: its repetition, a tick of the timer, the next, a tick.
    const last = fillLosing(ten, [segmentTurn(10), segmentTurn(10) + 2, segmentTurn(10) + 4]);
    expectTailSentAgain(last);
    // 220 ms, 440 ms, 880 ms.
    const wait = gaps(last)[before + 17];
    expect(wait).toBeGreaterThanOrEqual(1_566_000);
    expect(wait).toBeLessThan(1_569_700);
  });

  it("is waited for without selective acknowledgments where one side does not offer them", () => {
    const synOptions = quick.tcp.synOptions.filter((kind) => kind !== "sack-permitted");
    const plain = { ...quick, tcp: { ...quick.tcp, synOptions } };
    const plainly = fillLosing(ten, [segmentTurn(4)], {
      ...lossy,
      client: { ...lossy.client, persona: plain },
    });
    const duplicates = plainly.filter((frame) => madeByLoss(frame) === "duplicate acknowledgment");
    expect(duplicates).toHaveLength(6);
    expect(duplicates.every((frame) => optionOf(frame, "sack") === undefined)).toBe(true);
    expect(notations(plainly).slice(-5)).toEqual([
      "<1448@4344!again",
      ">a14480!ack",
      ">F@86",
      "<F@14480",
      ">a14481",
    ]);
  });
});

describe("a segment that is lost on the way to the server", () => {
  const short = [...opening, request, acknowledged, response(300), ack, ...closing];

  it("is seen, and seen again when the client's timer runs out", () => {
    const frames = fillLosing(short, [4]);
    expect(notations(frames).join(" ")).toBe(
      ">S <SA >a0 >86@0P >86@0P!again <a86 <300@0P >a300 >F@86 <F@300 >a301",
    );
    // 20 ms, 200 ms, and half a tick of 4.
    expect(gaps(frames)[3]).toBe(222_000);
    const [one, other] = [frames[3] ?? expect.fail(), frames[4] ?? expect.fail()];
    expect(tcpOf(other).ip.identification).toBe((tcpOf(one).ip.identification + 1) & 0xffff);
    expect((optionOf(other, "timestamp")?.value ?? 0) - (optionOf(one, "timestamp")?.value ?? 0)).toBe(222);
  });

  it("is a request: the response is acknowledged as ever, at once", () => {
    const made = notations(fillLosing(ten, [4])).slice(4);
    expect(made.slice(0, 6).join(" ")).toBe(">86@0P!again <a86 <1448@0 >a1448 <1448@1448 >a2896");
  });

  it("is a SYN: the same number a second later, and two seconds after that", () => {
    const frames = fillLosing(short, [1, 3]);
    expect(notations(frames).slice(0, 5)).toEqual([">S", ">S!again", ">S!again", "<SA", ">a0"]);
    expect(gaps(frames).slice(0, 2)).toEqual([1_002_000, 2_002_000]);
    const numbers = frames.slice(0, 3).map((frame) => tcpOf(frame).header.sequenceNumber);
    expect(new Set(numbers).size).toBe(1);
  });

  it("is in the middle of an upload: the third duplicate has it sent at once", () => {
    const upload = [
      ...opening,
      segmentOf("client", flags.pushAck, "x".repeat(8_688)),
      acknowledged,
      ...closing,
    ];
    // Six segments of 1448 octets; the server acknowledges each at once, so that they take two turns each.
    const frames = fillLosing(upload, [6]);
    expect(notations(frames).slice(3).join(" ")).toBe(
      [
        ">1448@0 <a1448 >1448@1448",
        ">1448@2896 <a1448[2896-4344]!dup >1448@4344 <a1448[2896-5792]!dup >1448@5792P <a1448[2896-7240]!dup",
        ">1448@1448!again <a7240!ack >1448@7240P <a8688 >F@8688 <F@0 >a1",
      ].join(" "),
    );
  });
});

describe("what else may be lost", () => {
  const short = [...opening, request, acknowledged, response(300), ack, ...closing];

  it("a SYN-ACK: the client asks again", () => {
    const frames = fillLosing(short, [2]);
    expect(notations(frames).slice(0, 4)).toEqual([">S", ">S!again", "<SA!again", ">a0"]);
    expect(gaps(frames)[0]).toBe(1_002_000);
  });

  it("the server's acknowledgment of a request: its response says the same", () => {
    expect(notations(fillLosing(short, [5])).join(" ")).toBe(
      ">S <SA >a0 >86@0P <300@0P >a300 >F@86 <F@300 >a301",
    );
  });

  it("the last acknowledgment: the FIN comes again, and is acknowledged again", () => {
    const frames = fillLosing(short, [10]);
    expect(notations(frames).slice(-4)).toEqual(["<F@300", ">a301", "<F@300!again", ">a301!ack"]);
  });

  it("the client's FIN, and the server's", () => {
    expect(notations(fillLosing(short, [8])).slice(-4)).toEqual([">F@86", ">F@86!again", "<F@300", ">a301"]);
    const frames = fillLosing(short, [9]);
    expect(notations(frames).slice(-3)).toEqual([">F@86", "<F@300!again", ">a301"]);
  });

  it("everything, as often as it may be: the connection is whole all the same", () => {
    const losses = { unit: () => 0, uint32: () => 0 };
    const { frames } = fillPackets(short, lossy, { seed: 1, startSeconds: 1_700_000_000, losses });
    const made = notations(frames);
    expect(made.slice(0, 4)).toEqual([">S", ">S!again", ">S!again", ">S!again"]);
    expect(made.filter((each) => each.startsWith(">86@0P"))).toHaveLength(4);
    expect(made.filter((each) => each.startsWith("<300@0P"))).toHaveLength(1);
    expect(made.at(-1)).toBe(">a301!ack");
  });

  it("nothing of a connection that a script numbers itself", () => {
    const numbered = (from: "client" | "server", flag: number, seq: number, acknowledgment: number) =>
      segmentOf(from, flag, "", { sequenceNumber: seq, acknowledgmentNumber: acknowledgment });
    const packets = [
      numbered("client", flags.syn, 1, 0),
      numbered("server", flags.synAck, 9, 2),
      numbered("client", flags.ack, 2, 10),
    ];
    expect(fillLosing(packets, [1, 2, 3]).map(madeByLoss)).toEqual([undefined, undefined, undefined]);
  });
});

describe("a question to a name server", () => {
  const message = (from: "client" | "server", id: number) => {
    const up = from === "client";
    return packetOf([
      { name: "IP", fields: { source: up ? clientIp : serverIp, destination: up ? serverIp : clientIp } },
      { name: "UDP", fields: { sourcePort: up ? 50_000 : 53, destinationPort: up ? 53 : 50_000 } },
      { name: "DNS", fields: { transactionId: id, qr: up ? 0 : 1 } },
    ]);
  };
  const lookUp = [message("client", 1), message("client", 2), message("server", 1), message("server", 2)];
  const seen = (frames: readonly FilledFrame[]) =>
    frames.map((frame) => {
      const decoded = decodeFrame(frame.bytes, linkTypes.ethernet);
      const { qr, transactionId } = layerOf(decoded, "dns")?.message ?? expect.fail();
      return `${qr === 0 ? ">" : "<"}${transactionId}${madeByLoss(frame) === undefined ? "" : " again"}`;
    });

  it("is asked again after five seconds, with the same id and port", () => {
    const frames = fillLosing(lookUp, [1]);
    expect(seen(frames)).toEqual([">1", ">2", "<2", ">1 again", "<1"]);
    expect(micros(frames[3]?.timeSeconds) - micros(frames[0]?.timeSeconds)).toBe(5_000_000);
    expect(madeByLoss(frames[3] ?? expect.fail())).toBe("query asked again");
    const port = ({ bytes }: FilledFrame) =>
      layerOf(decodeFrame(bytes, linkTypes.ethernet), "udp")?.header.sourcePort;
    expect(port(frames[3] ?? expect.fail())).toBe(50_000);
  });

  it("is asked again where the answer is lost", () => {
    // Two queries, two answers: the second answer is the fourth.
    expect(seen(fillLosing(lookUp, [4]))).toEqual([">1", ">2", "<1", ">2 again", "<2"]);
  });

  it("is answered before the next is asked, where they are asked in turn", () => {
    const inTurn = [message("client", 1), message("server", 1), message("client", 2), message("server", 2)];
    expect(seen(fillLosing(inTurn, [1]))).toEqual([">1", ">1 again", "<1", ">2", "<2"]);
  });

  it("is an echo request: never lost", () => {
    const echo = (type: number, up: boolean) =>
      packetOf([
        { name: "IP", fields: { source: up ? clientIp : serverIp, destination: up ? serverIp : clientIp } },
        { name: "ICMP", fields: { type } },
      ]);
    const options = { seed: 1, startSeconds: 1_700_000_000, losses: { unit: () => 0, uint32: () => 0 } };
    const { frames } = fillPackets([echo(8, true), echo(0, false)], lossy, options);
    expect(frames).toHaveLength(2);
    expect(routed.peer.lossShare).toBeUndefined();
  });
});
