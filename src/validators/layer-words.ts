import type { LayerName } from "../wire/decode-error.js";

/** Layer names as messages say them. */
export const layerWords: Readonly<Record<LayerName, string>> = {
  ethernet: "Ethernet header",
  vlan: "VLAN tag",
  sll: "Linux cooked header",
  loopback: "loopback header",
  arp: "ARP packet",
  ipv4: "IPv4 header",
  ipv6: "IPv6 header",
  icmpv4: "ICMP message",
  icmpv6: "ICMPv6 message",
  udp: "UDP header",
  tcp: "TCP header",
  dns: "DNS message",
  dhcp: "DHCP message",
  http: "HTTP message",
  raw: "payload",
};
