/** Scapy's names of DNS record types: 0 is ANY, and 255, a query type only, is ALL. */
const typeNames =
  "ANY A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP NSAP-PTR SIG KEY PX GPOS AAAA LOC " +
  "NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME SINK OPT APL DS SSHFP IPSECKEY RRSIG NSEC DNSKEY DHCID NSEC3 NSEC3PARAM TLSA SMIMEA";

export const recordTypes: ReadonlyMap<string, number> = new Map([
  ...typeNames.split(" ").map((name, number): [string, number] => [name, number]),
  ["HIP", 55],
  ["NINFO", 56],
  ["RKEY", 57],
  ["TALINK", 58],
  ["CDS", 59],
  ["CDNSKEY", 60],
  ["OPENPGPKEY", 61],
  ["CSYNC", 62],
  ["ZONEMD", 63],
  ["SVCB", 64],
  ["HTTPS", 65],
  ["SPF", 99],
  ["UINFO", 100],
  ["UID", 101],
  ["GID", 102],
  ["UNSPEC", 103],
  ["NID", 104],
  ["L32", 105],
  ["L64", 106],
  ["LP", 107],
  ["EUI48", 108],
  ["EUI64", 109],
  ["TKEY", 249],
  ["TSIG", 250],
  ["URI", 256],
  ["CAA", 257],
  ["AVC", 258],
  ["DOA", 259],
  ["AMTRELAY", 260],
  ["TA", 32768],
  ["DLV", 32769],
  ["RESERVED", 65535],
]);

export const questionTypes: ReadonlyMap<string, number> = new Map([
  ...recordTypes,
  ["IXFR", 251],
  ["AXFR", 252],
  ["MAILB", 253],
  ["MAILA", 254],
  ["ALL", 255],
]);

export const recordClasses: ReadonlyMap<string, number> = new Map([
  ["IN", 1],
  ["CS", 2],
  ["CH", 3],
  ["HS", 4],
  ["ANY", 255],
]);

export const operationCodes: ReadonlyMap<string, number> = new Map([
  ["QUERY", 0],
  ["IQUERY", 1],
  ["STATUS", 2],
]);

export const responseCodes: ReadonlyMap<string, number> = new Map([
  ["ok", 0],
  ["format-error", 1],
  ["server-failure", 2],
  ["name-error", 3],
  ["not-implemented", 4],
  ["refused", 5],
]);
