import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodePcap } from "../../src/capture/pcap.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { createFrameSummarizer } from "../../src/wire/summarize-frame.js";
import { followFrames } from "../flow/follow-frames.js";
import { notTested, testData } from "../support/not-tested.js";

if (testData === undefined) {
  notTested("captures by others", "set WIRETALE_TEST_DATA to the folder that holds captures/");
} else {
  const folder = join(testData, "captures");
  const framesOf = (path: string) => {
    const decoded = decodePcap(readFileSync(path));
    return decoded.ok ? flowFramesOf(decoded.value.capture) : undefined;
  };

  describe("a real day of curl, nginx and dnsmasq", () => {
    const frames = framesOf(join(folder, "real/curl-nginx-dnsmasq.pcap")) ?? [];

    it("decodes whole, every checksum good", () => {
      expect(frames).toHaveLength(145);
      expect(frames.filter(({ decoded }) => decoded.error !== undefined)).toEqual([]);
      const verdicts = frames.flatMap(({ decoded }) =>
        decoded.layers.flatMap((layer) => ("checksumStatus" in layer ? [layer.checksumStatus] : [])),
      );
      expect(new Set(verdicts)).toEqual(new Set(["good"]));
      // 143 IPv4 headers, 32 datagrams, 101 segments and 10 echo messages, counted with tshark.
      expect(verdicts).toHaveLength(143 + 32 + 101 + 10);
    });

    it("has the lines that tshark shows", () => {
      const summarize = createFrameSummarizer();
      const lines = frames.map(({ decoded }) => summarize(decoded));
      // Copied from tshark 4.0.17, trailing spaces off.
      expect(lines[9]?.info).toBe("Standard query response 0x4ee3 Refused AAAA www.example.org");
      expect(lines[10]?.info).toBe(
        "52248 → 80 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=2488544680 TSecr=0 WS=1024",
      );
      expect(lines[12]?.info).toBe(
        "52248 → 80 [ACK] Seq=1 Ack=1 Win=64512 Len=0 TSval=2488544681 TSecr=1514482598",
      );
      expect(lines[15]).toMatchObject({
        protocol: "HTTP",
        length: 1013,
        info: "HTTP/1.1 200 OK  (text/html)",
      });
      expect(lines[85]).toMatchObject({
        protocol: "TCP",
        info: "HTTP/1.1 200 OK  [TCP segment of a reassembled PDU]",
      });
      expect(lines[101]).toMatchObject({ protocol: "HTTP", info: "HTTP/1.1 200 OK  (text/plain)" });
      expect(lines[134]?.info).toBe("Standard query response 0x1f20 A www.example.org A 203.0.113.80 OPT");
      expect(lines[138]?.info).toBe("81 → 52962 [RST, ACK] Seq=1 Ack=1 Win=0 Len=0");
    });

    it("falls into its conversations", () => {
      const events = followFrames(frames);
      expect(
        events.arpAnswered.map(({ request, reply }) => [
          request.senderProtocolAddress,
          reply.senderProtocolAddress,
        ]),
      ).toEqual([["192.168.1.23", "192.168.1.1"]]);
      // Every query is answered; 16 datagrams asked, 16 answered.
      expect(events.dnsAnswered).toHaveLength(16);
      expect([events.dnsUnanswered, events.dnsUnasked]).toEqual([[], []]);
      // Eight connections, the last one refused.
      expect(events.tcpEnd.map(({ client }) => client.endpoint.port).sort()).toEqual([
        52248, 52256, 52262, 52276, 52286, 52296, 52312, 52962,
      ]);
    });

    it("holds these HTTP messages", () => {
      expect(
        followFrames(frames).httpExchange.map(({ request, response }) => [
          request?.head.target,
          response?.head.statusCode,
          response?.isComplete,
          response?.frames.length,
        ]),
      ).toEqual([
        ["/", 200, true, 1],
        ["/missing", 404, true, 1],
        ["/old", 301, true, 1],
        ["/private", 403, true, 1],
        ["/tmp", 307, true, 1],
        ["/big.txt", 200, true, 9],
        ["/", 200, true, 1],
        ["/big.txt", 200, true, 9],
      ]);
    });
  });

  it("tcpdump's hostile captures are read to their end without a throw", () => {
    const tcpdump = join(folder, "tcpdump");
    let count = 0;
    for (const name of readdirSync(tcpdump).filter((file) => file.endsWith(".pcap"))) {
      const frames = framesOf(join(tcpdump, name)) ?? [];
      count += frames.length;
      const summarize = createFrameSummarizer();
      for (const { decoded } of frames) {
        expect(summarize(decoded).info).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
      followFrames(frames);
    }
    expect(count).toBeGreaterThan(3000);
  });
}
