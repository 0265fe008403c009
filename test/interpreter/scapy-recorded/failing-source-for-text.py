pkt_1 = Ether()/ARP(pdst="192.0.2.256")
pkt_2 = Ether()/ARP(psrc="192.0.2.1", pdst="192.0.2.256")
pkt_3 = IP(dst=3221225985)
