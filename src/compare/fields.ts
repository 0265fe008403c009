/**
 * What a comparison looks at: every field of a frame's headers, every length and gap, and what follows from several frames.
 * Addresses, names, and the values that belong to one boot (ports, identifications, initial sequence numbers, timestamps) are not
 * among them: their habits are (steps, parity, ranges, zero or not).
 */

/** `number`: tests are thresholds and equality; `time`: thresholds, in seconds, distances on a logarithmic scale; `word`: equality. */
export type FieldKind = "number" | "time" | "word";

export interface Field {
  /** For people: "time to live". */
  readonly words: string;
  readonly kind: FieldKind;
  /** What decides the value on Wiretale's side: a key of a persona's file, or who else. */
  readonly setting: string;
}

const script = "the packet script: its expert's prompt or description";
const path = "the link of the scenario (round trip) and reactionMicros of both personas";
const acknowledgments = "the packet script, and reactionMicros.acknowledge";

function number(words: string, setting: string): Field {
  return { words, kind: "number", setting };
}
function word(words: string, setting: string): Field {
  return { words, kind: "word", setting };
}
function time(words: string, setting: string): Field {
  return { words, kind: "time", setting };
}

/**
 * Of frames. Where several tell as well the first of them is named: so causes come before their consequences, and those that tell
 * which program it was before those of one message.
 */
export const frameFields = {
  "ip.identification": word(
    "size of the IP identification",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "ip.identification.step": number(
    "IP identification: step from the sender's last in the conversation",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "ip.identification.host-step": number(
    "IP identification: step from the sender's last at all",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "ip.identification.parity": word(
    "parity of the IP identification",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "ip.flags": word("IP flags", "tcp.dontFragment, udp.dontFragment, icmp.*.dontFragment"),
  "ip.ttl": number("time to live", "ip.ttl, and the hops of the scenario's link"),
  "tcp.options": word("TCP options in their order", "tcp.synOptions, tcp.synAckOptions"),
  "tcp.isn": word("size of the initial sequence number", "none: drawn as RFC 6528 does"),
  "tcp.isn.step": number(
    "initial sequence number: bits of the step from the host's last",
    "none: drawn as RFC 6528 does",
  ),
  "tcp.window": number(
    "TCP window as sent",
    "tcp.receiveWindow, tcp.acceptedReceiveWindow, tcp.windowScale, tcp.windowGrowth",
  ),
  "frame.padding": number(
    "octets of padding after the packet",
    "the capture point: padding is seen by receivers only",
  ),
  "frame.destination": word("kind of the destination MAC address", script),
  "frame.source": word("kind of the source MAC address", "macPrefixes"),
  "arp.target": word("target hardware address of ARP", script),
  "arp.sender": word("sender protocol address of ARP", script),
  "arp.types": word("types and lengths of ARP", script),
  "ip.tos": number("type of service", script),
  "ip.fragment-offset": number("fragment offset", script),
  "ip.checksum": word("IP checksum", script),
  "port.source": word("range of the source port", "ephemeralPorts"),
  "port.source.parity": word("parity of the source port", "ephemeralPorts.parity"),
  "port.source.step": number("source port: step from the host's last conversation", "ephemeralPorts"),
  "port.destination": word("range of the destination port", script),
  "transport.checksum": word("checksum of TCP, UDP or ICMP", script),
  "tcp.flags": word("TCP flags", script),
  "tcp.reserved": number("reserved bits of TCP", script),
  "tcp.sequence": number("sequence number beside the next expected", script),
  "tcp.acknowledgment": number("acknowledgment number beside the next expected", script),
  "tcp.acknowledged": number("octets newly acknowledged", acknowledgments),
  "tcp.unacknowledged-segments": number(
    "segments of the other side since the last acknowledgment",
    acknowledgments,
  ),
  "tcp.window.octets": number(
    "TCP window in octets",
    "tcp.receiveWindow, tcp.acceptedReceiveWindow, tcp.windowScale, tcp.windowGrowth",
  ),
  "tcp.window.step": number("TCP window: step from the sender's last", "tcp.windowGrowth"),
  "tcp.urgent": number("urgent pointer", script),
  "tcp.mss": number("maximum segment size", "tcp.mss"),
  "tcp.window-scale": number("window scale", "tcp.windowScale"),
  "tcp.sack-blocks": number("blocks of selective acknowledgment", script),
  "tcp.timestamp.step": number("TCP timestamp: step from the sender's last", "tcp.timestampHz"),
  "tcp.timestamp.drift": number(
    "TCP timestamp: milliseconds it is ahead of the sender's clock",
    "tcp.timestampHz",
  ),
  "tcp.timestamp.echo": number("TCP timestamp: how far the echo is behind", "none: computed from the frames"),
  "tcp.timestamp.start": word(
    "TCP timestamp: whether a connection goes on from the host's last",
    "tcp.timestampOffset",
  ),
  "dns.flags": word("flags and rcode of DNS", script),
  "dns.counts": word("numbers of questions and records", script),
  "dns.question": word("type and class asked for", script),
  "dns.identifier": word("size of the transaction id", script),
  "dns.identifier.step": number("transaction id: bits of the step from the host's last query", script),
  "dns.identifier.known": word("whether an answer's transaction id was asked", script),
  "dns.answers": word("types of the records in the answer", script),
  "dns.ttl": number("time to live of the first record", script),
  "dns.edns": word("EDNS: size and options", script),
  "dns.compression": word("names of the answer", "dnsCompression"),
  "dns.letter-case": word("letter case of the name asked for", script),
  "icmp.kind": word("type and code of ICMP", script),
  "icmp.identifier": word("size of the ICMP identifier", script),
  "icmp.identifier.step": number("ICMP identifier: step from the host's last", script),
  "icmp.sequence": number("ICMP sequence number", script),
  "icmp.data": word("pattern of the echo data", script),
  "http.version": word("version of HTTP", script),
  "http.headers": word("HTTP header fields in their order", script),
  "http.method": word("method", script),
  "http.user-agent": word("User-Agent", "software.userAgent"),
  "http.accept": word("Accept, Accept-Encoding and Accept-Language", script),
  "http.connection": word("Connection", script),
  "http.status": number("status code", script),
  "http.server": word("Server", "software.server"),
  "http.content-type": word("Content-Type", script),
  "http.etag": word("form of ETag", script),
  "http.date": number("seconds from Date to the frame's time", script),
  "frame.layers": word("layers of the frame", script),
  "frame.length": number("octets of the frame", script),
  "time.gap": time("time since the frame before it", path),
  "time.conversation": time("time since the frame before it in its conversation", path),
  "time.sender": time("time since its sender's frame before it in the conversation", path),
  "time.other-side": time("time since the other side's last frame in the conversation", path),
  "time.resolution": word("decimal places of the time", "none: the writer of the capture"),
  "ip.header-length": number("length of the IP header", script),
  "ip.length": number("total length of the IP packet", script),
  "udp.length": number("length of the UDP datagram", script),
  "tcp.header-length": number("length of the TCP header", "tcp.synOptions, tcp.synAckOptions"),
  "payload.length": number("octets of payload", script),
  "payload.entropy": number("bits of information in an octet of payload", script),
  "dns.length": number("length of the DNS message", `dnsCompression; ${script}`),
  "http.head-length": number("octets of the HTTP head", script),
  "http.content-length": number("Content-Length", script),
} as const satisfies Readonly<Record<string, Field>>;

/** Of conversations: both directions between two endpoints. */
export const conversationFields = {
  "conversation.start": time("time since the conversation before it began", script),
  "conversation.duration": time("duration", path),
  "conversation.frames": number("frames", script),
  "conversation.frames.out": number("frames of who began", script),
  "conversation.frames.in": number("frames of the other side", script),
  "conversation.octets.out": number("payload of who began", script),
  "conversation.octets.in": number("payload of the other side", script),
  "conversation.beginning": word("the first eight frames", script),
  "conversation.end": word("the last four frames", script),
  "conversation.first-answer": time("time to the first answer", path),
  "conversation.answer": time("median time from one side's frame to the other's", path),
  "conversation.least-gap": time("smallest gap", path),
  "conversation.median-gap": time("median gap", path),
  "conversation.largest-gap": time("largest gap", path),
  "conversation.acknowledgments": number("share of frames that only acknowledge", acknowledgments),
  "conversation.pushed": number("share of data segments with PSH", script),
  "conversation.largest-payload": number("largest payload", "tcp.mss"),
  "conversation.windows": number("different windows of who began", "tcp.windowGrowth"),
  "conversation.window.largest": number("largest window in octets of who began", "tcp.receiveWindow"),
  "conversation.identifications": number(
    "share of different IP identifications",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "conversation.identification.steps": number(
    "share of IP identifications one above the sender's last",
    "tcp.identification, udp.identification, icmp.*.identification",
  ),
  "conversation.ttl": word("times to live of both sides", "ip.ttl, and the hops of the scenario's link"),
  "conversation.port.parity": word("parity of the port of who began", "ephemeralPorts.parity"),
  "conversation.port.step": number(
    "port of who began: step from the host's last conversation",
    "ephemeralPorts",
  ),
} as const satisfies Readonly<Record<string, Field>>;

export type FrameFieldName = keyof typeof frameFields;
export type ConversationFieldName = keyof typeof conversationFields;

/** What one frame or conversation has in a field; absent where it has no such field. */
export type Cell = number | string;
export type Cells = Readonly<Record<string, Cell | undefined>>;
