mac = mac2str("02:11:22:33:44:55")
conf.verb = 0
conf.iface = "eth0"
pkts = [
    IP(src=ltoa(0xC0000201), dst=inet_ntoa(inet_aton("192.0.2.9")))/mac/str2mac(mac),
    IP(id=checksum(b"abcdef"))/bytes_hex(b"\x01\xff")/hex_bytes("beef")/chb(7)/bytes_encode("é")/plain_str(b"x"),
    IP(id=atol("0.0.1.2"))/ETHER_BROADCAST/raw(UDP()/"q"),
    Ether(dst=ETHER_BROADCAST, src="ff02::1")/BOOTP(chaddr=mac2str("02:00:00:00:00:01"))/DHCP(options=[("message-type", "offer"), "end"]),
    Raw(load=IP()/UDP()/DNS()),
    IP(src="192.0.2.1", dst="192.0.2.2")/UDP()/Raw(load=(1, 2, 255, 4))/Raw(load=(3, 9)),
    TCP(sport="ssh", dport="mysql")/"x",
    UDP(sport="sip", dport="radius"),
    Ether(type="LLDP")/"x",
    Ether()/IP()/UDP(dport=5353)/DNS(),
]
