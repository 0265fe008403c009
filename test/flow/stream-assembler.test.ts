import { describe, expect, it } from "vitest";
import { OctetBudget } from "../../src/flow/octet-budget.js";
import { StreamAssembler } from "../../src/flow/stream-assembler.js";
import { latin1Text } from "../../src/wire/bytes.js";
import { ascii } from "../wire/octets.js";

/** What a reader is told, in order: text with its frame, `-3` for octets that are missing, `end` or `cut`. */
function assembler(next: number, limits = { all: 1e6, perStream: 1e6 }) {
  const told: string[] = [];
  const budget = new OctetBudget(limits.all, limits.perStream);
  const reached: string[] = [];
  const stream = new StreamAssembler(
    next,
    {
      octets: (bytes, frame) => told.push(`${latin1Text(bytes)} ${frame}`),
      missing: (count) => told.push(`-${count}`),
      end: (isFinished) => told.push(isFinished ? "end" : "cut"),
    },
    budget,
    (limit, frame) => reached.push(`${limit} ${frame}`),
  );
  let frame = 0;
  const add = (sequence: number, text: string, length = text.length) =>
    stream.add(sequence, ascii(text), length, (frame += 1));
  return { told, reached, stream, add, budget };
}

describe("a stream", () => {
  it("is handed on in order, each octet as soon as nothing before it is missing", () => {
    const { told, add, stream } = assembler(100);
    add(103, "def");
    expect(told).toEqual([]);
    expect(stream.hasGap).toBe(true);
    add(100, "abc");
    expect(told).toEqual(["abc 2", "def 1"]);
    stream.finish(107);
    expect(told.at(-1)).toBe("end");
  });
  it("wraps at 2^32", () => {
    const { told, add } = assembler(0xffff_fffe);
    add(0, "cd");
    add(0xffff_fffe, "ab");
    expect(told).toEqual(["ab 2", "cd 1"]);
  });
  it("has repeated octets once", () => {
    const { told, add } = assembler(1);
    add(1, "abc");
    add(1, "abc");
    add(2, "bcde");
    add(0, "xabcdef");
    expect(told).toEqual(["abc 1", "de 3", "f 4"]);
  });
  it("has octets that came early twice once", () => {
    const { told, add } = assembler(1);
    add(3, "cd");
    add(3, "cdef");
    add(5, "efgh");
    add(1, "ab");
    expect(told).toEqual(["ab 4", "cd 1", "ef 2", "gh 3"]);
  });
  it("is cut where octets are missing to the end", () => {
    const { told, add, stream } = assembler(1);
    add(1, "ab");
    add(4, "de");
    stream.finish(7);
    stream.close();
    expect(told).toEqual(["ab 1", "-1", "de 2", "end"]);
  });
  it("is cut where its end is missing", () => {
    const { told, add, stream } = assembler(1);
    add(1, "ab");
    stream.finish(9);
    stream.close();
    expect(told).toEqual(["ab 1", "cut"]);
  });
  it("does without octets that the other side acknowledges: the capture alone lost them", () => {
    const { told, add, stream } = assembler(1);
    add(4, "de");
    stream.acknowledge(1);
    expect(told).toEqual([]);
    stream.acknowledge(6);
    expect(told).toEqual(["-3", "de 1"]);
  });
  it("does without the last octets before a FIN that the other side acknowledges", () => {
    const { told, add, stream } = assembler(1);
    add(1, "ab");
    stream.finish(9);
    expect(stream.hasGap).toBe(true);
    stream.acknowledge(8);
    expect(told).toEqual(["ab 1"]);
    stream.acknowledge(9);
    expect(told).toEqual(["ab 1", "-5", "end"]);
    expect(stream.hasGap).toBe(false);
  });
  it("says how many octets the capture cut off a segment", () => {
    const { told, add } = assembler(1);
    add(1, "ab", 10);
    add(11, "cd");
    expect(told).toEqual(["ab 1", "-8", "cd 2"]);
  });
  it("takes nothing after its end", () => {
    const { told, add, stream } = assembler(1);
    add(1, "ab");
    stream.finish(4);
    add(3, "more");
    expect(told).toEqual(["ab 1", "end"]);
  });
});

describe("room for what came early", () => {
  it("ends for one stream: its gap is given up", () => {
    const { told, add, reached } = assembler(1, { all: 1e6, perStream: 450 });
    add(3, "c");
    add(5, "e");
    expect(told).toEqual([]);
    add(7, "g");
    expect(reached).toEqual(["bufferedOctetsPerStream 3"]);
    expect(told).toEqual(["-2", "c 1"]);
  });
  it("ends for all streams together", () => {
    const { add, reached } = assembler(1, { all: 250, perStream: 1e6 });
    add(3, "c");
    add(5, "e");
    expect(reached).toEqual(["bufferedOctets 2"]);
  });
  it("is given back", () => {
    const { add, stream, budget } = assembler(1);
    add(3, "c");
    stream.drop();
    budget.charge(1e6);
    expect(budget.isExceeded).toBe(false);
  });
});
