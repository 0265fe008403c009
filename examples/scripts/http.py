# Handshake, request, response, close. The segments set no sequence numbers: with `--defaults persona` the hosts' stacks
# number them, frame them and decide when they leave. Run it with
#   npx wiretale run-script examples/scripts/http.py --defaults persona --seed 7 --out http.pcap
from scapy.all import *
from scapy.layers.http import *
import random

port = random.randrange(32768, 61000, 2)
body = "<html><body><h1>It works</h1></body></html>\n"
pkt_1 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="S")
pkt_2 = IP(src="192.168.1.80", dst="192.168.1.23")/TCP(sport=80, dport=port, flags="SA")
pkt_3 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="A")
pkt_4 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="PA")/HTTP()/HTTPRequest(Method="GET", Path="/", Http_Version="HTTP/1.1", Unknown_Headers={"Host": "192.168.1.80", "User-Agent": "curl/7.88.1", "Accept": "*/*"})
pkt_5 = IP(src="192.168.1.80", dst="192.168.1.23")/TCP(sport=80, dport=port, flags="A")
pkt_6 = IP(src="192.168.1.80", dst="192.168.1.23")/TCP(sport=80, dport=port, flags="PA")/HTTP()/HTTPResponse(Http_Version="HTTP/1.1", Status_Code="200", Reason_Phrase="OK", Unknown_Headers={"Server": "nginx/1.22.1", "Date": "Tue, 04 Mar 2025 05:06:07 GMT", "Content-Type": "text/html", "Content-Length": str(len(body)), "Connection": "keep-alive"})/Raw(load=body)
pkt_7 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="A")
pkt_8 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="FA")
pkt_9 = IP(src="192.168.1.80", dst="192.168.1.23")/TCP(sport=80, dport=port, flags="A")
pkt_10 = IP(src="192.168.1.80", dst="192.168.1.23")/TCP(sport=80, dport=port, flags="FA")
pkt_11 = IP(src="192.168.1.23", dst="192.168.1.80")/TCP(sport=port, dport=80, flags="A")
