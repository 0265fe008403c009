import { describe, expect, it } from "vitest";
import type { TcpOptionKind } from "../../src/contracts/persona.js";
import { answerableKinds } from "../../src/personas/tcp-options.js";

const linux: readonly TcpOptionKind[] = ["mss", "sack-permitted", "timestamp", "nop", "window-scale"];
const windows: readonly TcpOptionKind[] = ["mss", "nop", "window-scale", "nop", "nop", "sack-permitted"];

describe("a SYN-ACK's options", () => {
  const rows: readonly [
    string,
    readonly TcpOptionKind[],
    readonly TcpOptionKind[],
    readonly TcpOptionKind[],
  ][] = [
    ["all that was offered", linux, ["mss", "sack-permitted", "timestamp", "window-scale"], linux],
    [
      "without timestamps, as Linux answers such a client",
      linux,
      ["mss", "sack-permitted", "window-scale"],
      ["mss", "nop", "nop", "sack-permitted", "nop", "window-scale"],
    ],
    [
      "without selective acknowledgments",
      linux,
      ["mss", "timestamp", "window-scale"],
      ["mss", "nop", "nop", "timestamp", "nop", "window-scale"],
    ],
    [
      "without a window scale",
      linux,
      ["sack-permitted", "timestamp"],
      ["mss", "sack-permitted", "timestamp"],
    ],
    ["after a SYN without options", linux, [], ["mss"]],
    ["of another stack, without SACK", windows, ["mss", "window-scale"], ["mss", "nop", "window-scale"]],
  ];
  for (const [name, kinds, offered, expected] of rows) {
    it(name, () => {
      expect(answerableKinds(kinds, new Set(offered))).toEqual(expected);
    });
  }
});
