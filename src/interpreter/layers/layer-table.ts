import { arpLayer } from "./arp.js";
import { dnsLayer } from "./dns.js";
import { dnsqrLayer } from "./dnsqr.js";
import { dnsrrLayer } from "./dnsrr.js";
import { etherLayer } from "./ether.js";
import { httpRequestLayer } from "./http-request.js";
import { httpResponseLayer } from "./http-response.js";
import { httpLayer } from "./http.js";
import { ipLayer } from "./ip.js";
import type { LayerSpec } from "./layer-spec.js";
import { rawLayer } from "./raw.js";
import { tcpLayer } from "./tcp.js";
import { udpLayer } from "./udp.js";

/** Every layer a script can make. */
export const layerSpecs: readonly LayerSpec[] = [
  etherLayer,
  arpLayer,
  ipLayer,
  udpLayer,
  tcpLayer,
  dnsLayer,
  dnsqrLayer,
  dnsrrLayer,
  httpLayer,
  httpRequestLayer,
  httpResponseLayer,
  rawLayer,
];

/** Layers by Scapy's class name and by its longer name. */
export const layerByName: ReadonlyMap<string, LayerSpec> = new Map(
  layerSpecs.flatMap((spec): [string, LayerSpec][] =>
    spec.alias === undefined
      ? [[spec.name, spec]]
      : [
          [spec.name, spec],
          [spec.alias, spec],
        ],
  ),
);

/** Layers of Scapy that are planned here, so that a script which uses one hears that, not that it is misspelt. */
export const layersNotKnownYet: ReadonlySet<string> = new Set(
  (
    "ICMP IPv6 Padding Dot1Q DNSRROPT DNSRRSOA DNSRRMX DNSRRSRV DNSRRDS DNSRRDNSKEY DNSRRNSEC DNSRRRSIG DNSRRTSIG EDNS0TLV BOOTP DHCP " +
    "IPerror UDPerror TCPerror ICMPerror NTP SNMP TLS Dot3 LLC SNAP STP GRE SCTP VXLAN ICMPv6EchoRequest ICMPv6EchoReply ICMPv6ND_NS " +
    "ICMPv6ND_NA NBNSQueryRequest RIP TFTP RADIUS DHCP6 IPOption RandShort RandInt RandByte RandLong RandIP RandMAC RandString RandNum " +
    "fuzz Net fragment rdpcap sniff"
  ).split(" "),
);
