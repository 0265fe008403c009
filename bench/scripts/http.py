x, y = random.sample(range(1, 1000), 2)
pkt_1 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="S", seq=y, window=64240)
time.sleep(abs(random.gauss(0, 0.03)))
y += 1
pkt_2 = IP(src="198.51.100.80", dst="192.0.2.10")/TCP(sport=80, dport=40112, flags="SA", seq=x, ack=y, window=65160)
time.sleep(abs(random.gauss(0, 0.03)))
x += 1
pkt_3 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="A", seq=y, ack=x, window=502)
pkt_4 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="PA", seq=y, ack=x, window=502)/HTTP()/HTTPRequest(Method="GET", Path="/index.html", Http_Version="HTTP/1.1", Host="www.example.org", User_Agent="bench/1.0", Accept="*/*")
time.sleep(abs(random.gauss(0, 0.03)))
y += len(pkt_4[TCP].payload)
pkt_5 = IP(src="198.51.100.80", dst="192.0.2.10")/TCP(sport=80, dport=40112, flags="A", seq=x, ack=y, window=501)
pkt_6 = IP(src="198.51.100.80", dst="192.0.2.10")/TCP(sport=80, dport=40112, flags="PA", seq=x, ack=y, window=501)/HTTP()/HTTPResponse(Http_Version="HTTP/1.1", Status_Code="200", Reason_Phrase="OK", Server="bench", Content_Type="text/html", Content_Length="13")/Raw(load="<p>hello</p>\n")
time.sleep(abs(random.gauss(0, 0.03)))
x += len(pkt_6[TCP].payload)
pkt_7 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="A", seq=y, ack=x, window=501)
pkt_8 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="FA", seq=y, ack=x, window=501)
y += 1
pkt_9 = IP(src="198.51.100.80", dst="192.0.2.10")/TCP(sport=80, dport=40112, flags="FA", seq=x, ack=y, window=501)
x += 1
pkt_10 = IP(src="192.0.2.10", dst="198.51.100.80")/TCP(sport=40112, dport=80, flags="A", seq=y, ack=x, window=501)
