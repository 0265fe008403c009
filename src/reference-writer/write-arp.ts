import type { ArpSummary } from "../contracts/summary.js";
import { isGroupMac } from "../descriptions/ipv4-text.js";
import { chooseMac } from "./mac-vendors.js";
import type { Choices } from "./seeded-choices.js";

/** Request and reply. The answerer is whom the summary names, by Wanted or by a unicast destination, or a MAC of its own choice. */
export function writeArp({ source, destination, wanted }: ArpSummary, choices: Choices): string {
  const answerer =
    wanted.mac ??
    (isGroupMac(destination.mac) ? chooseOther(source.mac, wanted.ip, choices) : destination.mac);
  return [
    arp(1, source.mac, destination.mac, source.ip, "00:00:00:00:00:00", wanted.ip),
    arp(2, answerer, source.mac, wanted.ip, source.mac, source.ip),
  ]
    .map((packet, index) => `pkt_${index + 1} = ${packet}\n`)
    .join("");
}

function chooseOther(taken: string, ip: string, choices: Choices): string {
  for (;;) {
    const mac = chooseMac(ip, choices);
    if (mac !== taken) return mac;
  }
}

function arp(
  operation: 1 | 2,
  from: string,
  to: string,
  senderIp: string,
  targetMac: string,
  targetIp: string,
): string {
  const ether = `Ether(src="${from}", dst="${to}")`;
  return `${ether}/ARP(op=${operation}, hwsrc="${from}", psrc="${senderIp}", hwdst="${targetMac}", pdst="${targetIp}")`;
}
