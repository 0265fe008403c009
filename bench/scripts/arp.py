pkt_1 = Ether(src="02:00:5e:00:00:01", dst="ff:ff:ff:ff:ff:ff")/ARP(op=1, hwsrc="02:00:5e:00:00:01", psrc="192.0.2.10", hwdst="00:00:00:00:00:00", pdst="192.0.2.1")
time.sleep(abs(random.gauss(0, 0.03)))
pkt_2 = Ether(src="02:00:5e:00:00:02", dst="02:00:5e:00:00:01")/ARP(op=2, hwsrc="02:00:5e:00:00:02", psrc="192.0.2.1", hwdst="02:00:5e:00:00:01", pdst="192.0.2.10")
