import { arpLayer } from "./arp.js";
import { dnsLayer } from "./dns.js";
import {
  dnsrrDsLayer,
  dnsrrKeyLayer,
  dnsrrMxLayer,
  dnsrrSigLayer,
  dnsrrSoaLayer,
  dnsrrSrvLayer,
} from "./dns-records.js";
import { dnsqrLayer } from "./dnsqr.js";
import { dnsrrLayer } from "./dnsrr.js";
import { dnsrrOptLayer } from "./dnsrropt.js";
import { etherLayer } from "./ether.js";
import { httpRequestLayer } from "./http-request.js";
import { httpResponseLayer } from "./http-response.js";
import { httpLayer } from "./http.js";
import { ipErrorLayer, ipLayer } from "./ip.js";
import type { LayerSpec } from "./layer-spec.js";
import { paddingLayer, rawLayer } from "./raw.js";
import { tableLayers } from "./table-layers.js";
import { tcpErrorLayer, tcpLayer } from "./tcp.js";
import { udpErrorLayer, udpLayer } from "./udp.js";

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
  paddingLayer,
  ipErrorLayer,
  udpErrorLayer,
  tcpErrorLayer,
  dnsrrOptLayer,
  dnsrrSoaLayer,
  dnsrrMxLayer,
  dnsrrSrvLayer,
  dnsrrDsLayer,
  dnsrrKeyLayer,
  dnsrrSigLayer,
  ...Object.values(tableLayers),
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
    "DNSRRNSEC DNSRRTSIG NTP SNMP TLS Dot3 LLC SNAP STP GRE SCTP VXLAN ICMPv6EchoRequest ICMPv6EchoReply ICMPv6ND_NS " +
    "ICMPv6ND_NA NBNSQueryRequest RIP TFTP RADIUS DHCP6 IPOption RandShort RandInt RandByte RandLong RandIP RandMAC RandString RandNum " +
    "fuzz Net fragment rdpcap sniff"
  ).split(" "),
);
