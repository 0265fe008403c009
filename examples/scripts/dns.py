# A query and its answer: one port, one transaction id, one question. Run it with
#   npx wiretale run-script examples/scripts/dns.py --defaults persona --seed 7 --out dns.pcap
from scapy.all import *
import random

port = random.randint(32768, 60999)
ident = random.randint(0, 65535)
pkt_1 = IP(src="192.168.1.23", dst="192.168.1.80")/UDP(sport=port, dport=53)/DNS(id=ident, rd=1, qd=DNSQR(qname="example.com", qtype="A"))
pkt_2 = IP(src="192.168.1.80", dst="192.168.1.23")/UDP(sport=53, dport=port)/DNS(id=ident, qr=1, rd=1, ra=1, qd=DNSQR(qname="example.com", qtype="A"), an=DNSRR(rrname="example.com", type="A", ttl=300, rdata="93.184.216.34"))
