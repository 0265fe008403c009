pkt_1 = IP(dst="192.0.2.1") / UDP() / Raw(load=b"ok")
pkt_2 = IP(dst="192.0.2.1") / UDP() / Raw(load=b"%s" % 5)
