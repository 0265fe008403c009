import { decodeFrame } from "../../src/wire/decode-frame.js";
import { type ArpFields, encodeArp } from "../../src/wire/arp.js";
import { type DnsFields, encodeDns } from "../../src/wire/dns.js";
import { encodeEthernet } from "../../src/wire/ethernet.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeTcp, type TcpFields, tcpFlags } from "../../src/wire/tcp.js";
import { encodeUdp } from "../../src/wire/udp.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { latin1Bytes } from "../../src/wire/bytes.js";

export const client = { address: "192.168.1.23", port: 51514 };
export const server = { address: "203.0.113.80", port: 80 };

/** Numbers frames from 1, a millisecond apart. */
export function numbered(packets: readonly Uint8Array[], linkType = 101): readonly FlowFrame[] {
  return packets.map((bytes, index) => ({
    frameNumber: index + 1,
    timeNanos: BigInt(index) * 1_000_000n,
    decoded: decodeFrame(bytes, linkType, index + 1),
  }));
}

const flagBits: Readonly<Record<string, number>> = {
  S: tcpFlags.syn,
  A: tcpFlags.ack,
  F: tcpFlags.fin,
  P: tcpFlags.psh,
  R: tcpFlags.rst,
};

/** A segment from the client (`>`) or the server (`<`) with flags as letters, e.g. `segment("> SA", 100)`. */
export function segment(what: string, sequenceNumber: number, data = "", fields: TcpFields = {}): Uint8Array {
  const [direction, letters = ""] = what.split(" ");
  const [source, destination] = direction === ">" ? [client, server] : [server, client];
  const flags = [...letters].reduce((sum, letter) => sum | (flagBits[letter] ?? 0), 0);
  const ports = { sourcePort: source.port, destinationPort: destination.port };
  const addresses = { source: source.address, destination: destination.address };
  const pseudoHeader = { ...addresses, protocol: 6 };
  const tcp = encodeTcp({ ...ports, sequenceNumber, flags, ...fields }, latin1Bytes(data), { pseudoHeader });
  return encodeIpv4({ protocol: 6, ...addresses }, tcp);
}

export function dnsDatagram(what: ">" | "<", dns: DnsFields, port = 40000): Uint8Array {
  const [source, destination] =
    what === ">" ? ["192.168.1.23", "192.168.1.1"] : ["192.168.1.1", "192.168.1.23"];
  const ports =
    what === ">" ? { sourcePort: port, destinationPort: 53 } : { sourcePort: 53, destinationPort: port };
  return encodeIpv4({ protocol: 17, source, destination }, encodeUdp(ports, encodeDns(dns)));
}

export function arpFrame(
  operation: number,
  sender: string,
  target: string,
  fields: ArpFields = {},
): Uint8Array {
  const arp = { operation, senderProtocolAddress: sender, targetProtocolAddress: target, ...fields };
  return encodeEthernet({ etherType: 0x0806 }, encodeArp(arp));
}
