from scapy.all import *
PORT = random.randint(1024, 65535)
name = "www.example.net"
q = IP(src="192.0.2.10", dst="192.0.2.53")/UDP(sport=PORT, dport=53)/DNS(id=0x2b1f, rd=1, qd=DNSQR(qname=name, qtype="A", qclass="IN"))
time.sleep(0.0213)
r = IP(src="192.0.2.53", dst="192.0.2.10")/UDP(sport=53, dport=PORT)/DNS(id=q[DNS].id, qr=1, rd=1, ra=1, qdcount=1, ancount=2, qd=q[DNS].qd,
    an=DNSRR(rrname=name, type="CNAME", ttl=300, rdata="edge.example.net")/DNSRR(rrname="edge.example.net", ttl=20, rdata="198.51.100.7"))
pkt_list = [q, r]
