packet = IP(dst="192.0.2.1") / UDP(dport=9) / b"xy"
texts = [
    b"%c|%c|%5c|%-3c|" % (65, b"B", 67, 255),
    b"%s|%b|%.2s|%6s|%-6s|" % (b"one", b"two", b"three", b"four", b"five"),
    b"%r|%a|%r|%.3a" % (b"\xff", "é", "€", "text"),
    b"%(name)s is %(value)d" % {b"name": b"n", b"value": 7},
    b"%d %x %5.1f %%" % (10, 255, 1.25),
    b"[%s]" % UDP(sport=1, dport=2, len=8, chksum=0),
    ("%a|%a|%r" % ("é", "€", "é")).encode(),
]
pkt_list = [packet] + [IP(dst="192.0.2.1") / UDP(dport=9) / Raw(load=text) for text in texts]
