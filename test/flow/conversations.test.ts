import { describe, expect, it } from "vitest";
import { groupConversations } from "../../src/flow/conversations.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { echoPacket } from "../wire/frames.js";
import { arpFrame, client, dnsDatagram, numbered, segment, server } from "./build-frames.js";

const numbers = (frames: readonly FlowFrame[]) => frames.map(({ frameNumber }) => frameNumber);

describe("ARP exchanges", () => {
  it("pair a reply with the request it swaps", () => {
    const { arp } = groupConversations(
      numbered([arpFrame(1, "10.0.0.2", "10.0.0.1"), arpFrame(2, "10.0.0.1", "10.0.0.2")], 1),
    );
    expect(arp).toMatchObject([{ kind: "arp", asker: "10.0.0.2", wanted: "10.0.0.1" }]);
    expect(arp[0]?.requests).toHaveLength(1);
    expect(arp[0]?.replies).toHaveLength(1);
  });
  it("keep a repeated request in one, and a new one after a reply apart", () => {
    const request = arpFrame(1, "10.0.0.2", "10.0.0.1");
    const reply = arpFrame(2, "10.0.0.1", "10.0.0.2");
    const { arp } = groupConversations(numbered([request, request, reply, reply, request], 1));
    expect(arp.map(({ frames }) => numbers(frames))).toEqual([[1, 2, 3, 4], [5]]);
  });
  it("leave a reply with other addresses alone, and other operations too", () => {
    const { arp } = groupConversations(
      numbered(
        [
          arpFrame(1, "10.0.0.2", "10.0.0.1"),
          arpFrame(2, "10.0.0.9", "10.0.0.2"),
          arpFrame(8, "10.0.0.2", "10.0.0.1"),
        ],
        1,
      ),
    );
    expect(
      arp.map(({ requests, replies, others }) => [requests.length, replies.length, others.length]),
    ).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });
});

describe("DNS conversations", () => {
  const question = { questions: [{ name: "a.b" }] };
  it("pair by socket and transaction id", () => {
    const { dns } = groupConversations(
      numbered([
        dnsDatagram(">", { transactionId: 1, ...question }),
        dnsDatagram(">", { transactionId: 2, ...question }),
        dnsDatagram("<", { transactionId: 2, qr: 1, ...question }),
        dnsDatagram("<", { transactionId: 1, qr: 1, ...question }),
      ]),
    );
    expect(dns).toMatchObject([
      { client: { address: "192.168.1.23", port: 40000 }, server: { address: "192.168.1.1", port: 53 } },
    ]);
    expect(
      dns[0]?.transactions.map(({ transactionId, queries, responses }) => [
        transactionId,
        numbers(queries.map(({ frame }) => frame)),
        numbers(responses.map(({ frame }) => frame)),
      ]),
    ).toEqual([
      [1, [1], [4]],
      [2, [2], [3]],
    ]);
  });
  it("open another transaction when an answered id is used again", () => {
    const { dns } = groupConversations(
      numbered([
        dnsDatagram(">", { transactionId: 1, ...question }),
        dnsDatagram("<", { transactionId: 1, qr: 1 }),
        dnsDatagram(">", { transactionId: 1, ...question }),
      ]),
    );
    expect(dns[0]?.transactions.map(({ responses }) => responses.length)).toEqual([1, 0]);
  });
  it("do not mix ports, nor pair by id alone", () => {
    const { dns } = groupConversations(
      numbered([
        dnsDatagram(">", { transactionId: 1 }),
        dnsDatagram("<", { transactionId: 1, qr: 1 }, 40001),
      ]),
    );
    expect(dns.map(({ client: { port }, transactions }) => [port, transactions[0]?.queries.length])).toEqual([
      [40000, 1],
      [40001, 0],
    ]);
    expect(dns[1]?.messages[0]?.fromClient).toBe(false);
  });
});

describe("TCP conversations", () => {
  it("are both directions between two endpoints", () => {
    const { tcp } = groupConversations(numbered([segment("> S", 1), segment("< SA", 9), segment("> A", 2)]));
    expect(tcp).toMatchObject([{ kind: "tcp", client, server }]);
    expect(tcp[0]?.segments.map(({ fromClient }) => fromClient)).toEqual([true, false, true]);
  });
  it("begin anew with another initial sequence number, not with a repeated SYN", () => {
    const { tcp } = groupConversations(
      numbered([
        segment("> S", 1),
        segment("> S", 1),
        segment("< SA", 9),
        segment("> R", 2),
        segment("> S", 7),
        segment("< SA", 3),
      ]),
    );
    expect(tcp.map(({ frames }) => numbers(frames))).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });
  it.each([
    ["a SYN-ACK is the server's", ["< SA"]],
    ["the higher port is the client's", ["< A", "> A"]],
    ["the higher port is the client's, whoever is first", ["> A", "< A"]],
  ])("without a SYN: %s", (_name, what) => {
    const { tcp } = groupConversations(numbered(what.map((text) => segment(text, 1))));
    expect(tcp).toMatchObject([{ client, server }]);
  });
});

it("everything else is left over", () => {
  const { others, arp, dns, tcp } = groupConversations(numbered([echoPacket, new Uint8Array(3)]));
  expect(numbers(others)).toEqual([1, 2]);
  expect([...arp, ...dns, ...tcp]).toEqual([]);
});
