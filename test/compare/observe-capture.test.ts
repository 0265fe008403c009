import { describe, expect, it } from "vitest";
import { CaptureObserver, type CaptureTable } from "../../src/compare/observe-capture.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { scriptFrames } from "./script-frames.js";

/** One connection with a host's own values; the times in microseconds. */
const script = `
eth = Ether(src="a4:34:d9:00:00:01", dst="50:c7:bf:00:00:01")
back = Ether(src="50:c7:bf:00:00:01", dst="a4:34:d9:00:00:01")
pkt_1 = eth/IP(src="192.168.1.23", dst="203.0.113.80", id=700, flags="DF")/TCP(sport=40000, dport=80, flags="S", seq=4000000000, options=[("MSS", 1460), ("Timestamp", (5000, 0)), ("WScale", 7)])
pkt_2 = back/IP(src="203.0.113.80", dst="192.168.1.23", id=0, ttl=63, flags="DF")/TCP(sport=80, dport=40000, flags="SA", seq=900000000, ack=4000000001, options=[("MSS", 1460), ("Timestamp", (77, 5000)), ("WScale", 2)])
pkt_3 = eth/IP(src="192.168.1.23", dst="203.0.113.80", id=701, flags="DF")/TCP(sport=40000, dport=80, flags="A", seq=4000000001, ack=900000001, window=502, options=[("Timestamp", (5010, 77))])
pkt_4 = eth/IP(src="192.168.1.23", dst="203.0.113.80", id=705, flags="DF")/TCP(sport=40000, dport=80, flags="PA", seq=4000000001, ack=900000001, window=502)/Raw(load="abcd")
pkt_5 = back/IP(src="203.0.113.80", dst="192.168.1.23", id=9, ttl=63, flags="DF")/TCP(sport=80, dport=40000, flags="A", seq=900000001, ack=4000000005, window=1000)
pkt_list = [pkt_1, pkt_2, pkt_3, pkt_4, pkt_5]
`;

function tableOf(text: string, microseconds: readonly number[]): CaptureTable {
  const observer = new CaptureObserver(100, 1);
  for (const [index, bytes] of scriptFrames(text).entries()) {
    const nanos = 1_700_000_000_000_000_000n + BigInt(microseconds[index] ?? 0) * 1000n;
    observer.observe(decodeFrame(bytes, linkTypes.ethernet, index + 1), nanos);
  }
  return observer.finish();
}

describe("the table of a capture", () => {
  const table = tableOf(script, [0, 20_000, 20_050, 20_150, 40_150]);
  const cellsOf = (name: string) => table.frameClasses.get(name)?.rows[0]?.cells ?? {};

  it("has the classes by segment kind and direction", () => {
    expect([...table.frameClasses.keys()]).toEqual([
      "TCP SYN →",
      "TCP SYN-ACK ←",
      "TCP ACK →",
      "TCP data →",
      "TCP ACK ←",
    ]);
    expect(table.conversations).toBe(1);
  });

  it("has what a segment says, without its addresses and absolute numbers", () => {
    expect(cellsOf("TCP SYN →")).toMatchObject({
      "frame.layers": "ethernet/ipv4/tcp",
      "frame.source": "a maker's",
      "ip.identification": "256 and more",
      "ip.flags": "DF",
      "ip.ttl": 64,
      "port.source": "32768 to 60999",
      "port.source.parity": "even",
      "port.destination": "80",
      "tcp.flags": "syn",
      "tcp.isn": "1048576 and more",
      "tcp.options": "mss timestamp window-scale end",
      "tcp.mss": 1460,
      "tcp.window-scale": 7,
    });
    expect(JSON.stringify(cellsOf("TCP SYN →"))).not.toMatch(/192\.168|40000|4000000000|\b700\b|5000/u);
  });

  it("has steps, gaps and what is acknowledged", () => {
    expect(cellsOf("TCP ACK →")).toMatchObject({
      "ip.identification.step": 1,
      "tcp.sequence": 0,
      "tcp.acknowledgment": 0,
      // 502 shifted by the 7 of the SYN.
      "tcp.window.octets": 64_256,
      "tcp.timestamp.step": 10,
      // Ten ticks in 20.05 ms.
      "tcp.timestamp.drift": -10,
      "tcp.timestamp.echo": 0,
    });
    expect(cellsOf("TCP ACK →")["time.other-side"]).toBeCloseTo(50e-6, 9);
    expect(cellsOf("TCP ACK →")["time.sender"]).toBeCloseTo(20.05e-3, 9);
    expect(cellsOf("TCP data →")).toMatchObject({
      "ip.identification.step": 4,
      "payload.length": 4,
      "payload.entropy": 2,
    });
    expect(cellsOf("TCP ACK ←")).toMatchObject({
      "tcp.acknowledged": 4,
      "tcp.unacknowledged-segments": 1,
      "tcp.window.octets": 4000,
    });
  });

  it("has a row of the conversation", () => {
    const cells = table.conversationClasses.get("TCP")?.rows[0]?.cells ?? {};
    expect(cells).toMatchObject({
      "conversation.frames": 5,
      "conversation.frames.out": 3,
      "conversation.octets.out": 4,
      "conversation.octets.in": 0,
      "conversation.beginning": "S> SA< A> D> A<",
      "conversation.ttl": "64 63",
      "conversation.pushed": 1,
      "conversation.identifications": 1,
      "conversation.window.largest": 64_256,
    });
    // 701 follows 700; 705 does not follow 701, nor 9 follow 0.
    expect(cells["conversation.identification.steps"]).toBeCloseTo(1 / 3, 10);
    expect(cells["conversation.duration"]).toBeCloseTo(40.15e-3, 9);
  });
});

it("of a large class an even sample is kept, and all of it counted", () => {
  const observer = new CaptureObserver(10, 1);
  const [bytes = new Uint8Array()] = scriptFrames(
    'pkt_1 = Ether(src="a4:34:d9:00:00:01", dst="50:c7:bf:00:00:01")/IP(src="10.0.0.1", dst="10.0.0.2")/UDP(sport=4000, dport=5000)/Raw(load="x")',
  );
  for (let index = 0; index < 1000; index += 1) {
    observer.observe(decodeFrame(bytes, linkTypes.ethernet, index + 1), BigInt(index) * 1_000_000n);
  }
  const udp = observer.finish().frameClasses.get("UDP →");
  expect(udp?.seen).toBe(1000);
  expect(udp?.rows).toHaveLength(10);
});
