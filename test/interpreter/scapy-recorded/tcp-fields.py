base = IP(src="192.0.2.1", dst="192.0.2.2")
pkts = [base/TCP(flags=f) for f in ["S", "SA", "AS", "FPU", "N", "FSRPAUECN", "", 0, 18, 0x1ff, 0x3ff, None, True, ["S", "A"], 2.9]]
pkts += [base/TCP(sport="https", dport="http", seq=2**32-1, ack=1, reserved=9, dataofs=5, urgptr=1, window=0, chksum=0)]
pkts += [base/TCP(dataofs=20)/b"x"]
pkts += [base/TCP(options=o)/"d" for o in [
    [("MSS", 1460)], [("NOP", None)] * 5, [("EOL", None)], [("SAckOK", "")], [("SAck", (1, 2, 3, 4))], [("mss", 5)],
    [("UTO", 5)], [("AltChkSum", (1, 2))], [(254, b"abc")], [(253, 5)], [("TFO", (1, 2))], [("WScale", 14), ("Timestamp", (2**32-1, 0))], [], (), "", b"",
]]
pkts += [TCP(), Ether()/TCP(), base/b"a"/TCP(), base/UDP(len=3, chksum=None)/"xyz", base/UDP(chksum=0), UDP()/b"x", base/UDP(sport="domain", dport="ntp")]
