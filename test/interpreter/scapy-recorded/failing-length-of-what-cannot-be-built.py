pkt_1 = IP(src="192.0.2.1")/TCP(window=65536)
pkt_2 = IP(src="192.0.2.2")
n = len(pkt_1)
pkt_3 = IP(src="192.0.2.3")
