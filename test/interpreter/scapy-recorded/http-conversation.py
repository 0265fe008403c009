import random
import time

x, y = random.sample(range(1, 100), 2)
client, server = "192.0.2.10", "198.51.100.7"
def_window = 64240
pkt_1 = IP(src=client, dst=server)/TCP(sport=50123, dport=80, flags="S", seq=y, window=def_window, options=[("MSS", 1460), ("SAckOK", b""), ("Timestamp", (1, 0)), ("NOP", None), ("WScale", 7)])
time.sleep(abs(random.gauss(0, 0.03)))
y += len(pkt_1[TCP].payload) + 1
pkt_2 = IP(src=server, dst=client)/TCP(sport=80, dport=50123, flags="SA", seq=x, ack=y, window=65160)
time.sleep(abs(random.gauss(0, 0.03)))
x += len(pkt_2[TCP].payload) + 1
pkt_3 = IP(src=client, dst=server)/TCP(sport=50123, dport=80, flags="A", seq=y, ack=x, window=502)
pkt_4 = IP(src=client, dst=server)/TCP(sport=50123, dport=80, flags="PA", seq=y, ack=x, window=502)/HTTP()/HTTPRequest(Method="GET", Path="/index.html", Host="www.example.net", User_Agent="curl/7.88.1", Accept="*/*")
time.sleep(abs(random.gauss(0, 0.03)))
y += len(pkt_4[TCP].payload)
body = "<html><body>Grüße</body></html>"
pkt_5 = IP(src=server, dst=client)/TCP(sport=80, dport=50123, flags="A", seq=x, ack=y, window=509)
pkt_6 = pkt_5.copy()
pkt_6[TCP].flags = "PA"
pkt_6 = pkt_6/HTTP()/HTTPResponse(Server="nginx", Content_Type="text/html; charset=utf-8", Content_Length=str(len(body.encode())), Date="Mon, 01 Jan 2024 00:00:00 GMT")/body
x += len(pkt_6[TCP].payload)
pkt_7 = IP(src=client, dst=server)/TCP(sport=50123, dport=80, flags="FA", seq=y, ack=x % 2**32, window=502)
