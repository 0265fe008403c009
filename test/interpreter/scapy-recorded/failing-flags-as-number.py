pkt_1 = IP(id=TCP().flags)
pkt_2 = IP(id=int(TCP().flags))
