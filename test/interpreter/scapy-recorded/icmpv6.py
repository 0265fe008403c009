a, b = "2001:db8::1", "2001:db8::2"
pkts = [
    IPv6(src=a, dst=b)/ICMPv6EchoRequest(id=7, seq=1, data="abc"),
    IPv6(src=b, dst=a)/ICMPv6EchoReply(id=7, seq=1, data=b"abc")/"more",
    Ether(src="02:00:00:00:00:01")/IPv6(src="fe80::1")/ICMPv6ND_RS()/ICMPv6NDOptSrcLLAddr(lladdr="02:00:00:00:00:01"),
    Ether(src="02:00:00:00:00:02")/IPv6(src="fe80::2")/ICMPv6ND_RA(chlim=64, M=1, prf="High", routerlifetime=600)/ICMPv6NDOptPrefixInfo(prefix="2001:db8::", prefixlen=48)/ICMPv6NDOptMTU(mtu=1500),
    Ether()/Dot1Q(vlan=5)/IPv6()/ICMPv6ND_NS(tgt="fe80::2")/ICMPv6NDOptSrcLLAddr(),
    Ether()/IPv6(src="fe80::2", dst="fe80::1", hlim=1)/ICMPv6ND_NA(tgt="fe80::2", R=0, S=1)/ICMPv6NDOptDstLLAddr(lladdr="02:00:00:00:00:02"),
    IPv6(src=a, dst=b, nh=17)/ICMPv6EchoRequest(cksum=5, type="Echo Reply", code=3),
    ICMPv6EchoRequest(data=3),
]
pkts += [IP(id=pkts[4][IPv6].hlim)/pkts[4][IPv6].dst/pkts[4].dst]
