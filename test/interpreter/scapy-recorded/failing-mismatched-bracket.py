pkts = [
  IP(src="192.0.2.1")/DNS(qd=DNSQR(qname="a.example"),
  IP(src="192.0.2.1")/DNS(qd=DNSQR(qname="b.example"))
]
