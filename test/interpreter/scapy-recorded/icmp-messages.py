I = IP(src="192.0.2.1", dst="198.51.100.2")
B = IP(src="198.51.100.2", dst="192.0.2.1")
pkt_1 = I/ICMP(id=77, seq=1)/"abcdefghijklmnop"
pkt_2 = B/ICMP(type="echo-reply", id=77, seq=1)/"abcdefghijklmnop"
time.sleep(1.5)
pkt_3 = I/ICMP(type=13, id=3)
pkt_4 = B/ICMP(type=14, id=3, ts_ori="10:11:12.5", ts_rx=0, ts_tx=None)
pkt_5 = B/ICMP(type=3, code="port-unreachable")/IPerror(src="192.0.2.1", dst="198.51.100.2")/UDPerror(sport=1, dport=2)/"abcdefgh"
pkt_6 = B/ICMP(type=3, code=4, nexthopmtu=1400, unused=6)/I/TCP(sport=5)
pkt_7 = B/ICMP(type="time-exceeded", code="ttl-zero-during-transit", length=1, unused=7, reserved=9)/I/ICMP(id=9)
pkt_8 = B/ICMP(type=5, gw="203.0.113.4", code="host-redirect")/IPerror(src="192.0.2.1")/TCPerror(seq=9)
pkt_9 = B/ICMP(type=12, ptr=3, length=4, unused=5)/IPerror()/ICMPerror(seq=4)
pkt_10 = I/ICMP(type=17, addr_mask="255.255.0.0", id=3)
pkt_11 = I/ICMP(type=37, id=1, seq=2, unused=3)
pkt_12 = I/ICMP(type=10, unused=6, id=9)
pkt_13 = I/ICMP(type=11, id=5, seq=6)
pkt_14 = I/ICMP(type=None)
pkt_15 = I/ICMP(type=8, unused="abc", chksum=0)
pkt_16 = I/ICMP(type=15, id=pkt_3[ICMP].ts_ori % 65536, seq=len(pkt_5))
pkt_17 = I/ICMP(type=11, code="host-redirect")
pkt_17[ICMP].type = 13
pkt_18 = I/ICMP(ts_ori=None, type=30)/"x"
pkt_19 = I/IPerror()/IP()/UDPerror()
pkt_20 = IPerror(src="192.0.2.9")/IPerror()/IPv6()
pkt_21 = IPerror()/UDPerror()/DNS()
