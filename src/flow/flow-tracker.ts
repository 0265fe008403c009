/**
 * Follows the conversations of a capture, frame by frame: fragments, ARP and ICMP exchanges, DNS over UDP and TCP, TCP connections and the HTTP
 * in them. What it keeps grows with what is open, within `FlowLimits`.
 */
import { readU16 } from "../wire/bytes.js";
import { dnsPort } from "../wire/decode-frame.js";
import type {
  DecodedLayer,
  DnsLayer,
  EthernetLayer,
  Icmpv6Layer,
  NetworkLayer,
  UdpLayer,
} from "../wire/decoded-frame.js";
import { icmpv6Types } from "../wire/icmpv6.js";
import { ArpPairing } from "./arp-pairing.js";
import type { ConnectionReader } from "./connection-streams.js";
import { DhcpExchange } from "./dhcp-exchange.js";
import { DnsOverTcp, type DnsStreamProblem, type TakeDnsMessage } from "./dns-over-tcp.js";
import { DnsPairing } from "./dns-pairing.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import { type FlowLimits, flowLimits } from "./flow-limits.js";
import { FragmentReassembly, isFragment } from "./fragment-reassembly.js";
import { HttpConversation } from "./http-conversation.js";
import { IcmpErrors } from "./icmp-errors.js";
import { IcmpPairing } from "./icmp-pairing.js";
import { NeighborPairing } from "./neighbor-pairing.js";
import type { OctetBudget } from "./octet-budget.js";
import type { TcpConnection } from "./tcp-connection.js";
import { TcpTracker } from "./tcp-tracker.js";

export class FlowTracker {
  private readonly arp: ArpPairing;
  private readonly dns: DnsPairing;
  private readonly dhcp: DhcpExchange;
  private readonly icmp: IcmpPairing;
  private readonly icmpErrors: IcmpErrors;
  private readonly neighbors: NeighborPairing;
  private readonly fragments: FragmentReassembly;
  private readonly tcp: TcpTracker;
  private frame: FlowFrame | undefined;
  private timeMillis = 0;
  private frames = 0;

  constructor(
    private readonly listener: FlowListener,
    limits: FlowLimits = flowLimits,
  ) {
    this.arp = new ArpPairing(listener, limits);
    this.dns = new DnsPairing(listener, limits);
    this.dhcp = new DhcpExchange(listener, limits);
    this.icmp = new IcmpPairing(listener, limits);
    this.neighbors = new NeighborPairing(listener, limits);
    this.icmpErrors = new IcmpErrors(listener);
    this.fragments = new FragmentReassembly(limits.fragmentOctets);
    this.tcp = new TcpTracker(listener, limits, (connection, budget, isFromStart) =>
      this.readerFor(connection, budget, isFromStart),
    );
  }

  /** Frames in the order of the capture. Nothing of the frame is kept. */
  observe(frame: FlowFrame): void {
    this.frame = frame;
    this.frames += 1;
    // A double holds today's nanoseconds to a quarter of a microsecond: enough to tell what waits too long.
    this.timeMillis = Number(frame.timeNanos) / 1e6;
    this.listener.emit("frame", frame);
    this.packet(frame, frame.decoded.layers);
  }

  /** The capture has ended: what is open is settled. */
  finish(): void {
    this.tcp.finish();
    this.dns.finish();
    this.dhcp.finish();
    this.icmp.finish();
    this.neighbors.finish();
    for (const frameNumbers of this.fragments.unfinished())
      this.listener.emit("fragmentsAbandoned", { frameNumbers, reason: "capture-end" });
    this.arp.finish();
    this.listener.emit("captureEnd", { frames: this.frames, lastFrame: this.frame?.frameNumber ?? 0 });
  }

  private packet(frame: FlowFrame, layers: readonly DecodedLayer[]): void {
    let ethernet: EthernetLayer | undefined;
    let network: NetworkLayer | undefined;
    let udp: UdpLayer | undefined;
    for (const layer of layers) {
      const { protocol } = layer;
      if (protocol === "ethernet") ethernet = layer;
      else if (protocol === "ipv4" || protocol === "ipv6") {
        if (network !== undefined) continue;
        network = layer;
        if (!carriesIcmpError(layers)) this.icmpErrors.packet(frame.decoded, layer);
        if (isFragment(layer)) return this.fragment(frame);
      } else if (protocol === "udp") udp = layer;
      else if (protocol === "arp") return this.arp.observe(frame, this.timeMillis, layer, ethernet);
      else if ((protocol === "icmpv4" || protocol === "icmpv6") && network !== undefined) {
        if (protocol === "icmpv6" && isNeighborDiscovery(layer))
          this.neighbors.observe(frame, this.timeMillis, network, layer, ethernet);
        else if (layer.quoted === undefined) this.icmp.observe(frame, this.timeMillis, network, layer);
        else this.icmpErrors.error(frame, network, layer);
        return;
      } else if (protocol === "dhcp") return this.dhcp.observe(frame, this.timeMillis, layer);
      else if (protocol === "tcp" && network !== undefined)
        return this.tcp.observe(frame, this.timeMillis, network, layer);
      else if (protocol === "dns" && network !== undefined && udp !== undefined)
        return this.dnsDatagram(frame, network, udp, layer);
    }
    const { bytes, length } = frame.decoded;
    if (udp !== undefined && network !== undefined && bytes.length < length)
      this.cutDnsDatagram(frame, network, udp);
  }

  /** The capture kept too little to read a message, but its header. */
  private cutDnsDatagram({ frameNumber, decoded }: FlowFrame, { header }: NetworkLayer, udp: UdpLayer): void {
    const { sourcePort, destinationPort } = udp.header;
    if (sourcePort !== dnsPort && destinationPort !== dnsPort) return;
    const { bytes } = decoded;
    const at = udp.payloadOffset;
    if (bytes.length < at + 4) return;
    const since = { frameNumber, timeMillis: this.timeMillis };
    this.dns.observeCut(since, {
      transport: "udp",
      source: { address: header.source, port: sourcePort },
      destination: { address: header.destination, port: destinationPort },
      transactionId: readU16(bytes, at),
      qr: (bytes[at + 2] ?? 0) >>> 7,
    });
  }

  /** A fragment is nothing to anybody until its datagram is whole. */
  private fragment({ frameNumber, timeNanos, decoded }: FlowFrame): void {
    const datagram = this.fragments.add({ frameNumber, timeNanos, decoded });
    for (const { frameNumbers, reason } of this.fragments.takeAbandoned()) {
      if (reason === "limit") this.listener.limitReached("fragmentOctets", frameNumber);
      this.listener.emit("fragmentsAbandoned", { frameNumbers, reason });
    }
    if (datagram === undefined) return;
    const whole = { frameNumber, timeNanos, decoded: datagram.decoded };
    this.listener.emit("reassembled", { ...datagram, frame: whole });
    this.packet(whole, whole.decoded.layers);
  }

  private dnsDatagram(
    { frameNumber }: FlowFrame,
    { header }: NetworkLayer,
    udp: UdpLayer,
    dns: DnsLayer,
  ): void {
    const source = { address: header.source, port: udp.header.sourcePort };
    const destination = { address: header.destination, port: udp.header.destinationPort };
    // Multicast DNS has no transactions (RFC 6762 section 18.1).
    if (source.port !== dnsPort && destination.port !== dnsPort) return;
    this.dns.observe(
      frameNumber,
      this.timeMillis,
      dns.message,
      source,
      destination,
      "udp",
      dns.headerLength + dns.payloadLength,
    );
  }

  private readerFor(connection: TcpConnection, budget: OctetBudget, isFromStart: boolean): ConnectionReader {
    const { client, server } = connection;
    if (server.endpoint.port !== dnsPort)
      return new HttpConversation(connection, this.listener, budget, isFromStart);
    const take: TakeDnsMessage = (message, fromClient, frameNumber, length) => {
      const [from, to] = fromClient ? [client.endpoint, server.endpoint] : [server.endpoint, client.endpoint];
      this.dns.observe(frameNumber, this.timeMillis, message, from, to, "tcp", length);
    };
    const noRoom = (frameNumber: number) => this.listener.limitReached("bufferedOctets", frameNumber);
    const problem = (what: DnsStreamProblem) => this.listener.emit("dnsStreamProblem", what);
    return new DnsOverTcp(budget, isFromStart, { take, noRoom, problem });
  }
}

function isNeighborDiscovery({ header: { type } }: Icmpv6Layer): boolean {
  return type === icmpv6Types.neighborSolicitation || type === icmpv6Types.neighborAdvertisement;
}

/** An error is nothing that another error answers. */
function carriesIcmpError(layers: readonly DecodedLayer[]): boolean {
  const last = layers[layers.length - 1];
  return (last?.protocol === "icmpv4" || last?.protocol === "icmpv6") && last.quoted !== undefined;
}
