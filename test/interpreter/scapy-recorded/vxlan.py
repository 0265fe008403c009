from scapy.all import *
from scapy.layers.vxlan import VXLAN

outer = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / IP(src="10.0.0.1", dst="10.0.0.2", id=7)
inner = Ether(src="02:00:00:00:00:0a", dst="02:00:00:00:00:0b") / IP(src="192.168.0.1", dst="192.168.0.2")
packets = [
    outer / UDP(sport=49152) / VXLAN(vni=100) / inner / ICMP(id=1, seq=1),
    outer / UDP() / VXLAN(),
    outer / UDP(dport=8472) / VXLAN(vni=0x123456, reserved2=1) / Raw(b"payload"),
    outer / UDP() / VXLAN(flags=8, vni=5) / inner,
    outer / UDP() / VXLAN() / IP(dst="192.0.2.1") / UDP(sport=1, dport=2),
    outer / UDP() / VXLAN() / IPv6(src="2001:db8::1", dst="2001:db8::2"),
    outer / UDP() / VXLAN(NextProtocol=4) / IP(dst="192.0.2.1"),
    outer / UDP() / VXLAN(flags="NextProtocol", NextProtocol="NSH", reserved0=0xabcd),
    outer / UDP() / VXLAN(flags="Instance+G", gpflags="A+D", gpid=513, vni=1),
    outer / UDP() / VXLAN(flags="NextProtocol+G", gpid=1, NextProtocol=3, reserved1=9),
    outer / UDP() / VXLAN(vni=2**24 + 5, reserved1=0xfffefdfc),
    outer / UDP() / VXLAN(vni=None),
    outer / UDP() / VXLAN(flags=0x108),
    outer / UDP() / VXLAN(flags=["OAM", "Instance"]),
    outer / UDPerror() / VXLAN(vni=3),
    IPv6(dst="2001:db8::2") / UDP() / VXLAN(vni=4) / Ether() / ARP(pdst="192.0.2.9"),
    outer / TCP() / VXLAN(),
]
read = packets[0]
shown = (
    read[VXLAN].flags,
    read[VXLAN].NextProtocol,
    read[VXLAN].reserved1,
    read[VXLAN].gpid,
    packets[1][UDP].dport,
    packets[1][UDP].sport,
    packets[1][VXLAN].reserved1,
    packets[1][VXLAN].NextProtocol,
    packets[8][VXLAN].gpflags,
    int(packets[5][VXLAN].NextProtocol),
)
packets.append(Raw(str(shown)))
packets.append(Raw(repr([int(packets[index][VXLAN].flags) for index in range(12)])))
packets[1][VXLAN].vni = 77
packets[1][VXLAN].flags = "G"
packets.append(packets[1].copy() / Raw(b"x"))
wrpcap("vxlan.pcap", packets)
