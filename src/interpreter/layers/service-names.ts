/** Names of ports as a Debian system's list has them, with _ for -: what Scapy reads there. */
function services(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(" ").map((entry): [string, number] => {
      const at = entry.lastIndexOf(":");
      return [entry.slice(0, at), Number(entry.slice(at + 1))];
    }),
  );
}

export const tcpServices = services(
  "tcpmux:1 echo:7 discard:9 systat:11 daytime:13 netstat:15 qotd:17 chargen:19 ftp_data:20 ftp:21 ssh:22 " +
    "telnet:23 smtp:25 time:37 whois:43 tacacs:49 domain:53 gopher:70 finger:79 http:80 kerberos:88 iso_tsap:102 " +
    "acr_nema:104 pop3:110 sunrpc:111 auth:113 nntp:119 epmap:135 netbios_ssn:139 imap2:143 snmp:161 snmp_trap:162 " +
    "cmip_man:163 cmip_agent:164 mailq:174 bgp:179 smux:199 qmtp:209 z3950:210 pawserv:345 zserv:346 " +
    "rpc2portmap:369 codaauth2:370 ldap:389 svrloc:427 https:443 snpp:444 microsoft_ds:445 kpasswd:464 " +
    "submissions:465 saft:487 rtsp:554 nqs:607 qmqp:628 ipp:631 ldp:646 exec:512 login:513 shell:514 printer:515 " +
    "gdomap:538 uucp:540 klogin:543 kshell:544 afpovertcp:548 nntps:563 submission:587 ldaps:636 tinc:655 silc:706 " +
    "kerberos_adm:749 domain_s:853 rsync:873 ftps_data:989 ftps:990 telnets:992 imaps:993 pop3s:995 socks:1080 " +
    "proofd:1093 rootd:1094 openvpn:1194 rmiregistry:1099 lotusnote:1352 ms_sql_s:1433 ingreslock:1524 " +
    "datametrics:1645 sa_msg_port:1646 kermit:1649 groupwise:1677 radius:1812 radius_acct:1813 cisco_sccp:2000 " +
    "nfs:2049 gnunet:2086 rtcm_sc104:2101 gsigatekeeper:2119 gris:2135 cvspserver:2401 venus:2430 venus_se:2431 " +
    "codasrv:2432 codasrv_se:2433 mon:2583 dict:2628 f5_globalsite:2792 gsiftp:2811 gpsd:2947 gds_db:3050 isns:3205 " +
    "iscsi_target:3260 mysql:3306 ms_wbt_server:3389 nut:3493 distcc:3632 daap:3689 svn:3690 suucp:4031 sysrqd:4094 " +
    "sieve:4190 epmd:4369 remctl:4373 f5_iquery:4353 ntske:4460 mtn:4691 radmin_port:4899 sip:5060 sip_tls:5061 " +
    "xmpp_client:5222 xmpp_server:5269 cfengine:5308 postgresql:5432 freeciv:5556 amqps:5671 amqp:5672 x11:6000 " +
    "x11_1:6001 x11_2:6002 x11_3:6003 x11_4:6004 x11_5:6005 x11_6:6006 x11_7:6007 gnutella_svc:6346 " +
    "gnutella_rtr:6347 redis:6379 sge_qmaster:6444 sge_execd:6445 mysql_proxy:6446 ircs_u:6697 bbs:7000 " +
    "font_service:7100 http_alt:8080 puppet:8140 bacula_dir:9101 bacula_fd:9102 bacula_sd:9103 xmms2:9667 nbd:10809 " +
    "zabbix_agent:10050 zabbix_trapper:10051 amanda:10080 dicom:11112 hkp:11371 db_lsp:17500 dcap:22125 " +
    "gsidcap:22128 wnn6:22273 kerberos4:750 kerberos_master:751 krb_prop:754 iprop:2121 supfilesrv:871 " +
    "supfiledbg:1127 poppassd:106 moira_db:775 moira_update:777 spamd:783 skkserv:1178 rmtcfg:1236 xtel:1313 " +
    "xtelw:1314 zebrasrv:2600 zebra:2601 ripd:2602 ripngd:2603 ospfd:2604 bgpd:2605 ospf6d:2606 ospfapi:2607 " +
    "isisd:2608 fax:4557 hylafax:4559 munin:4949 nrpe:5666 nsca:5667 canna:5680 syslog_tls:6514 sane_port:6566 " +
    "ircd:6667 zope_ftp:8021 tproxy:8081 omniorb:8088 clc_build_daemon:8990 xinetd:9098 git:9418 zope:9673 " +
    "webmin:10000 kamanda:10081 amandaidx:10082 amidxtape:10083 sgi_cad:17004 binkp:24554 asp:27374 csync2:30865 " +
    "dircproxy:57000 tfido:60177 fido:60179",
);

export const udpServices = services(
  "echo:7 discard:9 daytime:13 chargen:19 fsp:21 time:37 tacacs:49 domain:53 bootps:67 bootpc:68 tftp:69 " +
    "kerberos:88 sunrpc:111 ntp:123 netbios_ns:137 netbios_dgm:138 snmp:161 snmp_trap:162 cmip_man:163 " +
    "cmip_agent:164 xdmcp:177 ipx:213 ptp_event:319 ptp_general:320 rpc2portmap:369 codaauth2:370 clearcase:371 " +
    "ldap:389 svrloc:427 https:443 kpasswd:464 isakmp:500 rtsp:554 asf_rmcp:623 ldp:646 biff:512 who:513 syslog:514 " +
    "talk:517 ntalk:518 route:520 gdomap:538 dhcpv6_client:546 dhcpv6_server:547 ldaps:636 tinc:655 domain_s:853 " +
    "openvpn:1194 ms_sql_m:1434 datametrics:1645 sa_msg_port:1646 l2f:1701 radius:1812 radius_acct:1813 nfs:2049 " +
    "gnunet:2086 rtcm_sc104:2101 venus:2430 venus_se:2431 codasrv:2432 codasrv_se:2433 mon:2583 icpv2:3130 " +
    "isns:3205 nut:3493 ipsec_nat_t:4500 iax:4569 sip:5060 sip_tls:5061 mdns:5353 gnutella_svc:6346 " +
    "gnutella_rtr:6347 babel:6696 afs3_fileserver:7000 afs3_callback:7001 afs3_prserver:7002 afs3_vlserver:7003 " +
    "afs3_kaserver:7004 afs3_volser:7005 afs3_bos:7007 afs3_update:7008 afs3_rmtsys:7009 kerberos4:750 " +
    "kerberos_master:751 passwd_server:752 zephyr_srv:2102 zephyr_clt:2103 zephyr_hm:2104 moira_ureg:779 " +
    "predict:1210 rplay:5555 sgi_cmsd:17001 sgi_crsd:17002 sgi_gcd:17003 asp:27374",
);
