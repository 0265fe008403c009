/** Names of ports as the system's list has them, with _ for -; those that packet scripts may reasonably use. */
export const tcpServices: ReadonlyMap<string, number> = new Map([
  ["ftp_data", 20],
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["smtp", 25],
  ["domain", 53],
  ["http", 80],
  ["pop3", 110],
  ["imap2", 143],
  ["bgp", 179],
  ["ldap", 389],
  ["https", 443],
  ["ldaps", 636],
  ["imaps", 993],
  ["pop3s", 995],
  ["mysql", 3306],
  ["postgresql", 5432],
  ["http_alt", 8080],
]);

export const udpServices: ReadonlyMap<string, number> = new Map([
  ["domain", 53],
  ["bootps", 67],
  ["bootpc", 68],
  ["tftp", 69],
  ["ntp", 123],
  ["snmp", 161],
  ["snmp_trap", 162],
  ["https", 443],
  ["syslog", 514],
  ["mdns", 5353],
]);
