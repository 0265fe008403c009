p = Ether(src="02:00:00:00:00:01")/IP(src="192.0.2.1", dst="192.0.2.2")/TCP(sport=1000, flags="PA", seq=7)/"hello"
notes = []
notes.append([p.sport, p[TCP].dport, p.seq, p[IP].src, p.dst, p[IP].dst, p.type, p[IP].proto, p.ttl, p.load, p[Raw].load.decode()])
notes.append([p[IP].chksum, p[IP].len, p[TCP].dataofs, p[TCP].options, len(p), len(p[TCP]), len(p[TCP].payload), len(p[IP].payload)])
notes.append([p.haslayer(TCP), p.haslayer("UDP"), TCP in p, UDP in p, p.getlayer(UDP), "IP" in p])
notes.append([p[TCP].flags == "AP", p[TCP].flags == 24, str(p[TCP].flags), p[TCP].flags & 2, "x" if p[TCP].flags & "P" else "y"])
notes.append([p[0].src, p[2].sport, p["TCP"].seq, p[TCP].underlayer.ttl, p[Raw:1].load])
notes.append([IP(ttl=64) == IP(), IP(ttl=63) == IP(), IP()/"a" == IP()/"a", bool(p), bool(TCP().payload)])
p[TCP].seq += 5
p[IP].ttl = 3
p.sport = 2000
p.load = "changed"
del p[IP].src
q = p.copy()
q[IP].id = 99
q.color = "red"
notes.append([q.color, q.id, p.id])
d = IP()/UDP()/DNS(qr=1, an=DNSRR(rrname="a.b", rdata="192.0.2.3")/DNSRR(rrname="c", type="TXT", rdata="t"))
notes.append([d[DNS].qd.qname, d.an.rdata, d[DNSRR].rrname, d[DNSRR:2].rdata, d.an.payload.rrname, d.ancount, d.nscount, d[DNS].ar])
d.an.rdata = "192.0.2.4"
h = HTTPRequest(Host="h")
notes.append([h.Host, h.Path, h.Accept, h.Method.decode()])
pkts = [p, q, d] + [Raw(str(note)) for note in notes] + [Raw(bytes(p[TCP])), Raw(bytes(d[DNS])), Raw(raw(q)[:20])]
a = IP()
a /= UDP()
a /= b"end"
pkts.append(a)
pkts += (IP()/"twice") * 2
