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
import { impliedFields } from "./layer-spec.js";
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

/** By carrier and payload: what the payload implies for the carrier's unset fields. */
const impliedByName: ReadonlyMap<string, ReadonlyMap<string, Readonly<Record<string, number>>>> = new Map(
  layerSpecs.map((carrier) => [
    carrier.name,
    new Map(
      layerSpecs.flatMap((payload): [string, Readonly<Record<string, number>>][] => {
        const fields = impliedFields(carrier, payload);
        return fields === undefined ? [] : [[payload.name, fields]];
      }),
    ),
  ]),
);

/** As `impliedFields`, by Scapy's class names. */
export function impliedByPayload(
  carrier: string,
  payload: string,
): Readonly<Record<string, number>> | undefined {
  return impliedByName.get(carrier)?.get(payload);
}

/** Names of Scapy that are not known here, so that a script which uses one hears that, not that it is misspelt. */
export const layersNotKnownYet: ReadonlySet<string> = new Set(
  (
    "DNSRRNSEC DNSRRTSIG DNSRRNSEC3 DNSRRNSEC3PARAM DNSRRSVCB NTP NTPHeader SNMP TLS TLS_Record Dot3 LLC SNAP STP GRE SCTP MPLS " +
    "IPOption_LSRR IPOption_SSRR ICMPv6DestUnreach ICMPv6TimeExceeded ICMPv6PacketTooBig ICMPv6ParamProblem ICMPv6MLReport ICMPv6MLQuery " +
    "ICMPv6NDOptRDNSS ICMPv6ND_Redirect IPv6ExtHdrFragment IPv6ExtHdrHopByHop IPv6ExtHdrRouting IPv6ExtHdrDestOpt IPerror6 Loopback CookedLinux " +
    "IGMP NBNSQueryRequest NBTDatagram NBTSession RIP RIPEntry TFTP TFTP_RRQ RADIUS Radius DHCP6 DHCP6_Solicit HSRP VRRP OSPF_Hdr EAP EAPOL " +
    "PPP PPPoE PPPoED SMB SMB2 Dot11 RadioTap ESP AH L2TP LLMNRQuery LLMNRResponse Skinny ISAKMP " +
    "RandShort RandInt RandByte RandLong RandIP RandIP6 RandMAC RandString RandNum RandTCPOptions RandBin RandTerm RandOID RandEnum RandChoice " +
    "fuzz Net Net6 rdpcap sniff sniff_once AsyncSniffer bind_layers split_layers Packet PacketList get_if_hwaddr get_if_addr get_if_list " +
    "getmacbyip defragment defrag overlap_frag traceroute arping"
  )
    .split(" ")
    .filter((name) => !layerByName.has(name)),
);

/** What to write instead of Scapy's volatile values, which it draws anew at each build. */
const insteadOfVolatile: ReadonlyMap<string, string> = new Map([
  ["RandByte", "write random.randint(0, 255)"],
  ["RandShort", "write random.randint(0, 65535)"],
  ["RandInt", "write random.getrandbits(32)"],
  ["RandLong", "write random.getrandbits(64)"],
  ["RandNum", "write random.randint(low, high)"],
  ["RandIP", 'write "192.0.2.%d" % random.randint(1, 254)'],
  ["RandIP6", 'write "2001:db8::%x" % random.randint(1, 65535)'],
  ["RandBin", "write random.randbytes(length)"],
  ["RandChoice", "write random.choice(…)"],
  [
    "RandMAC",
    'write "02:00:00:%02x:%02x:%02x" % (random.randint(0, 255), random.randint(0, 255), random.randint(0, 255))',
  ],
  ["RandString", 'write "".join(random.choices("abcdefgh", k=length))'],
  ["fuzz", "draw the fields' values with random"],
]);

/** What to write instead of functions of Scapy that are not supported; of a layer, its octets. */
const insteadOfLayer: ReadonlyMap<string, string> = new Map([
  ["Net", "make one packet for each address, in a for loop"],
  ["fragment", 'make one packet for each fragment, with IP(flags="MF", frag=…)'],
  ["rdpcap", "write the packets out: packet scripts read no files"],
  ["sniff", "write the packets out: packet scripts capture nothing"],
  ["IPOption", 'write the option\'s octets: IP(options=b"\\x94\\x04\\x00\\x00")'],
]);

/** What is said of a name that Scapy has and packet scripts lack; undefined for any other name. */
export function whyNotKnown(name: string): { readonly message: string; readonly hint: string } | undefined {
  if (!layersNotKnownYet.has(name)) return undefined;
  const drawn = insteadOfVolatile.get(name);
  if (drawn !== undefined)
    return { message: `${name}() draws a new value at each build, and is not supported`, hint: drawn };
  const instead = insteadOfLayer.get(name) ?? 'write its octets into Raw: Raw(load=b"\\x01\\x02")';
  return { message: `${name} is not known yet`, hint: instead };
}
