datagram = Ether(src="02:00:00:00:00:01")/IP(src="192.0.2.1", dst="192.0.2.2", id=0x1234, ttl=9)/UDP(sport=1000, dport=2000)/Raw(load="0123456789" * 130)
pkts = fragment(datagram, fragsize=512)
pkts.extend(fragment(IP(src="192.0.2.1")/TCP()/b"short"))
pkts += fragment([IP(id=5)/ICMP()/("x" * 3000), IP(id=6, frag=10, flags="MF", chksum=1)/("y" * 50)], 24)
time.sleep(1)
pkts[1].time = pkts[0].time + 0.25
