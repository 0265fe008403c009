import { senderOf } from "../describe-tcp.js";
import { optionOf } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpSegmentLargerThanMss: TcpRule = {
  code: "tcp-segment-larger-than-mss",
  level: "conversation",
  subject: "tcp",
  // Segmentation offload shows large segments in a capture at the sender.
  severity: { real: "off", generated: "error" },
  group: "protocol",
  finds: "A segment with more data than the maximum segment size of the other side, options counted.",
  why: "The receiver said how much one packet may hold; more does not pass the link in one frame.",
  rfc: "RFC 9293 section 3.7.1; RFC 6691",
  example: "the server 203.0.113.80:80 sends 2896 octets in one segment, the other side takes 1448",
  check({ conversation, observations, client, server }) {
    const sizes = { client: client.syn, server: server.syn };
    return observations.flatMap((observation) => {
      const { segment, header } = observation;
      const receiver = (segment.fromClient ? sizes.server : sizes.client)?.tcp.header;
      if (receiver === undefined) return [];
      const announced = optionOf(receiver, "mss")?.value;
      if (announced === undefined) return [];
      const room = announced - header.optionBytes.length;
      if (segment.payload.length <= room) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(conversation, observation)} sends ${segment.payload.length} octets in one segment, the other side takes ${room}`,
          hint: `split the payload into segments of at most ${room} octets, each with the seq that follows`,
        },
      ];
    });
  },
};
