payload = bytes(range(48))
pkt_1 = IP(src="192.0.2.10", dst="198.51.100.80", ttl=64)/ICMP(type="echo-request", id=4242, seq=1)/Raw(load=payload)
time.sleep(abs(random.gauss(0, 0.03)))
pkt_2 = IP(src="198.51.100.80", dst="192.0.2.10", ttl=57)/ICMP(type="echo-reply", id=4242, seq=1)/Raw(load=payload)
