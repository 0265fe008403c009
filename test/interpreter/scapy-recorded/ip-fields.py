pkts = []
for flags in ["", "MF", "DF", "MF+DF", "evil", 0, 2, 7, None]:
    pkts.append(IP(src="192.0.2.1", dst="192.0.2.2", flags=flags)/"x")
for values in [dict(version=20), dict(ihl=16), dict(ihl=0), dict(frag=0x3fff), dict(proto="udp"), dict(proto=None), dict(ttl=None), dict(tos=255), dict(len=0), dict(chksum=0), dict(id=None), dict(len=None, chksum=None, ihl=None)]:
    pkts.append(IP(**values)/TCP())
pkts += [
    IP()/IP()/UDP(),
    IP(dst="10.0.0.1/8", src="010.1.1.1")/b"\x00",
    IP(src="1.2.3", dst="0x7f.1"),
    IP(options=b"\x01\x01\x01\x00")/UDP(),
    IP(options=b"\x07")/TCP()/"odd",
    IP()/UDP(dport=5353)/"mdns",
    IP()/UDP(dport=1985),
    IP()/DNS(),
    IP(src=b"192.0.2.3", dst="localhost"),
    IP(len=30)/UDP()/"abcdefghij",
    IP(len=25, ihl=6)/TCP()/"abcdefghij",
]
