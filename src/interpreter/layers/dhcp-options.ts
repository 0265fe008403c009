/** How the values of a DHCP option become octets. A bare name is its number for `octets` only, else text. */
export type DhcpOptionKind =
  "octets" | "text" | "address" | "number8" | "number16" | "number32" | "messageType" | "numbers";

/** Scapy's names of DHCP options with their numbers (RFC 2132 and later), by the kind of their values. */
const optionsByKind: Readonly<Record<DhcpOptionKind, string>> = {
  octets:
    "pad:0 hostname:12 dump_path:14 domain:15 root_disk_path:17 extensions-path:18 vendor_specific:43 " +
    "netbios-scope:47 error_message:56 nwip-domain-name:62 NISplus_domain:64 tftp_server_name:66 " +
    "user_class:77 slp_service_agent:78 slp_service_scope:79 client_FQDN:81 relay_agent_information:82 " +
    "bcms-controller-namesi:88 pxe_client_architecture:93 pxe_client_network_interface:94 " +
    "pxe_client_machine_identifier:97 vendor_class:124 vendor_specific_information:125 v4-lost:137 " +
    "sip_ua_service_domains:141 rdnss-selection:146 v4-portparams:159 pxelinux_magic:208 " +
    "pxelinux_configuration_file:209 pxelinux_path_prefix:210 pxelinux_reboot_time:211 option-6rd:212 " +
    "v4-access-domain:213 end:255",
  address:
    "subnet_mask:1 router:3 time_server:4 IEN_name_server:5 name_server:6 log_server:7 cookie_server:8 " +
    "lpr_server:9 impress-servers:10 resource-location-servers:11 swap-server:16 policy-filter:21 " +
    "broadcast_address:28 router-solicitation-address:32 static-routes:33 NIS_server:41 NTP_server:42 " +
    "NetBIOS_server:44 NetBIOS_dist_server:45 font-servers:48 x-display-manager:49 requested_addr:50 " +
    "server_id:54 NISplus_server:65 mobile-ip-home-agent:68 SMTP_server:69 POP3_server:70 NNTP_server:71 " +
    "WWW_server:72 Finger_server:73 IRC_server:74 StreetTalk_server:75 StreetTalk_Dir_Assistance:76 nds- " +
    "server:85 bcms-controller-address:89 associated-ip:92 netinfo-server-address:112 subnet- " +
    "selection:118 tftp_server_ip_address:128 pana-agent:136 capwap-ac-v4:138 tftp_server_address:150",
  number32:
    "time_zone:2 pmtu_timeout:24 arp_cache_timeout:35 tcp_keepalive_interval:38 lease_time:51 " +
    "renewal_time:58 rebinding_time:59 client-last-transaction-time:91",
  number16:
    "boot-size:13 max_dgram_reass_size:22 path-mtu-plateau-table:25 interface-mtu:26 max_dhcp_size:57 " +
    "name-service-search:117",
  number8:
    "ip-forwarding:19 non-local-source-routing:20 default_ttl:23 all-subnets-local:27 perform-mask- " +
    "discovery:29 mask-supplier:30 router-discovery:31 trailer-encapsulation:34 " +
    "ieee802-3-encapsulation:36 tcp_ttl:37 tcp_keepalive_garbage:39 NetBIOS_node_type:46 dhcp-option- " +
    "overload:52 auto-config:116",
  text:
    "NIS_domain:40 vendor_class_id:60 client_id:61 boot-file-name:67 nds-tree-name:86 nds-context:87 uap- " +
    "servers:98 pcode:100 tcode:101 netinfo-server-tag:113 default-url:114 v4-captive-portal:160 mud- " +
    "url:161",
  messageType: "message-type:53",
  numbers: "param_req_list:55",
};

export interface DhcpOption {
  readonly number: number;
  readonly kind: DhcpOptionKind;
}

export const dhcpOptions: ReadonlyMap<string, DhcpOption> = new Map(
  Object.entries(optionsByKind).flatMap(([kind, text]) =>
    text.split(" ").map((entry): [string, DhcpOption] => {
      const at = entry.lastIndexOf(":");
      return [entry.slice(0, at), { number: Number(entry.slice(at + 1)), kind: kind as DhcpOptionKind }];
    }),
  ),
);

/** RFC 2132 section 9.6 and later. */
export const dhcpMessageTypes: ReadonlyMap<string, number> = new Map([
  ["discover", 1],
  ["offer", 2],
  ["request", 3],
  ["decline", 4],
  ["ack", 5],
  ["nak", 6],
  ["release", 7],
  ["inform", 8],
  ["force_renew", 9],
  ["lease_query", 10],
  ["lease_unassigned", 11],
  ["lease_unknown", 12],
  ["lease_active", 13],
]);
