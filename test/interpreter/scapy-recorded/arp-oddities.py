pkts = [
    ARP(),
    Ether()/ARP(pdst="224.0.0.5"),
    ARP(hwsrc="02:00:aa:bb:cc", psrc="192.0.2.1", pdst="192.0.2.2"),
    ARP(psrc="233.99.115.256", pdst="-", hwdst="1.2.3.4"),
    ARP(hwsrc=b"abcdef", hwdst=b"\x01\x02\x03\x04\x05\x06"),
    ARP(hwlen=8, plen=16, hwtype=6, ptype=0x86dd, op=9),
    ARP(psrc="10.1", pdst="0x0a000001"),
    Ether(src="a:b:c:d:e:f", dst="FF:FF:FF:FF:FF:FF")/ARP(op=None),
    Ether(src="1:2:3:4:5:600")/b"x",
    Ether(dst="02:00:5e:10:00:0a", type=0x88b5)/b"data"/b"more",
    Ether()/IP(dst="239.1.2.3")/UDP()/"m",
    Ether()/Ether()/IP(),
]
