pkt_1 = IPv6()/UDP(dport=5353)/"x"
pkt_2 = Ether()/IPv6(dst="ff02::1:ff00:1")/ICMP()
pkt_3 = IPv6(src="::1", dst="2001:DB8:0::2", hlim=3, tc=255, fl=0xfffff)/TCP(dport=443)/"abc"
pkt_4 = IPv6(dst="2001:db8::2")/IP()/IPv6()
pkt_5 = IPv6(plen=3, nh="TCP", dst="::2")/UDP()/"abc"
pkt_6 = IP()/IPv6()/Raw("x")
pkt_7 = IPv6()/UDPerror(dport=5353)
pkt_8 = IPv6(dst="2001:db8::/32", version=4)
pkt_9 = IP()/UDP()/"ab"/Padding("xyz")/"q"
pkt_10 = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")/ARP()/Padding(load=b"\0"*18)
pkt_11 = Ether()/Dot1Q(vlan=5000, prio=7, id=1)/ARP()
pkt_12 = Ether()/Dot1Q()/Dot1Q(vlan=2)/IP()/ICMP()
pkt_13 = Ether()/Dot1Q(type="IPv6")/"abc"
pkt_14 = Ether()/Dot1Q()/"abc"
pkt_15 = Dot1Q()/IPv6()
pkt_16 = Ether(dst="ff:ff:ff:ff:ff:ff")/IP(src="0.0.0.0", dst="255.255.255.255")/UDP()/BOOTP(chaddr="00:11:22:33:44:55", xid=5, flags="B", sname="s")/DHCP(options=[("message-type", "discover"), ("server_id", "192.0.2.4"), ("lease_time", 3600), ("router", "192.0.2.1", "192.0.2.2"), ("hostname", "abc"), ("param_req_list", [1, 3, 6]), (61, b"abc"), ("foo", 1), "end", "pad", "bar", 7])
pkt_17 = UDP()/BOOTP(op="BOOTREPLY", chaddr=b"\1\2\3\4\5\6", yiaddr="192.0.2.9", options=b"zz")
pkt_18 = BOOTP(chaddr="a"*20, sname=None, flags=0x8000)/DHCP(options="abc")
pkt_19 = DHCP(options=[("requested_addr", 5), ("client_id", b"\x01abc"), ("param_req_list", 1, 3), ("end",), ("vendor_class_id", "MSFT"), ("max_dhcp_size", 1500), b"xyz", ["hostname", "x"], "client_id", "hostname"])
pkt_20 = IP()/UDP(sport=1)/BOOTP()
pkt_21 = IPv6(src=pkt_3.src, dst=pkt_1[IPv6].dst)/UDP(sport=pkt_20.dport)
