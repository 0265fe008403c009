pkt_1 = IP(src="192.0.2.1", dst="192.0.2.2")/TCP(flags="S"
pkt_2 = IP(src="192.0.2.1", dst="192.0.2.2")/TCP(flags="A")
