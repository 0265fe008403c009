import type { Persona } from "../contracts/persona.js";

/** What a persona says as `HostMeter` measures it, by key; later windows and delays are not among it. */
export function personaValues({ ip, tcp, udp, icmp, ephemeralPorts }: Persona): ReadonlyMap<string, string> {
  const { echoRequest, echoReply } = icmp ?? { echoRequest: udp, echoReply: udp };
  const windows = [tcp.receiveWindow, tcp.acceptedReceiveWindow ?? tcp.receiveWindow];
  const asSent = windows.map((octets) => String(Math.ceil(octets / 2 ** tcp.windowScale)));
  return new Map([
    ["ip.ttl", String(ip.ttl)],
    ["tcp.dontFragment", String(tcp.dontFragment)],
    ["tcp.identification", tcp.identification],
    ["tcp.synAckIdentification", tcp.synAckIdentification],
    ["tcp.synOptions", tcp.synOptions.join(", ")],
    ["tcp.synAckOptions", tcp.synAckOptions.join(", ")],
    ["tcp.mss", String(tcp.mss)],
    ["tcp.windowScale", String(tcp.windowScale)],
    ["tcp.synWindow", String(tcp.synWindow)],
    ["tcp.synAckWindow", String(tcp.synAckWindow)],
    ["first window as sent", [...new Set(asSent)].join(" or ")],
    ["udp.dontFragment", String(udp.dontFragment)],
    ["udp.identification", udp.identification],
    ["icmp.echoRequest.dontFragment", String(echoRequest.dontFragment)],
    ["icmp.echoRequest.identification", echoRequest.identification],
    ["icmp.echoReply.dontFragment", String(echoReply.dontFragment)],
    ["icmp.echoReply.identification", echoReply.identification],
    ["ephemeralPorts.parity", ephemeralPorts.parity ?? "either"],
  ]);
}
