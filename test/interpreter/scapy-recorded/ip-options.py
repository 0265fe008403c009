options = [
    [IPOption_Router_Alert()],
    [IPOption_RR(routers=["192.0.2.1", "192.0.2.2"])],
    IPOption_RR(routers="192.0.2.9", pointer=8),
    [IPOption_NOP(), IPOption_EOL()],
    [IPOption_Timestamp()],
    [IPOption_Timestamp(flg=0, timestamp=7), IPOption_Timestamp(flg="prespecified_ip_addr", internet_address="192.0.2.3", oflw=2)],
    [IPOption_Security(security=1, transmission_control_code="abcd"), IPOption_Stream_Id(security=5)],
    [IPOption_MTU_Probe(mtu=1500), IPOption_MTU_Reply(mtu=1400), IPOption_Traceroute(id=4, originator_ip="192.0.2.4")],
    [IPOption_SDBM(addresses=["192.0.2.5"]), IPOption_Address_Extension(src_ext="192.0.2.6")],
    [IPOption(copy_flag=1, optclass="debug", option="nop", value=b"\x01\x02"), IPOption(length=9, value="x")],
    b"\x94\x04\x00\x00",
    b"\x01",
]
packets = [IP(src="192.0.2.1", dst="198.51.100.2", options=each)/UDP(sport=9, dport=10)/"abc" for each in options]
packets += [IP(src="192.0.2.1", dst="198.51.100.2", len=50, options=[IPOption_Router_Alert()])/TCP()]
