import type { LayerName } from "../wire/decode-error.js";

/** Layer names as messages say them. */
export const layerWords: Readonly<Record<LayerName, string>> = {
  ethernet: "Ethernet header",
  arp: "ARP packet",
  ipv4: "IPv4 header",
  udp: "UDP header",
  tcp: "TCP header",
  dns: "DNS message",
  http: "HTTP message",
  raw: "payload",
};
