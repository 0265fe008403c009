import scapy.all as scapy
import time, random

client = "02:00:5e:10:00:0a"
router = '02:00:00:%02x:%02x:%02x' % (random.randint(0, 255), random.randint(0, 255), random.randint(0, 255))
pkt_1 = scapy.Ether(src=client, dst="ff:ff:ff:ff:ff:ff")/scapy.ARP(op=1, hwsrc=client, psrc="192.0.2.10", hwdst="00:00:00:00:00:00", pdst="192.0.2.1")
time.sleep(abs(random.gauss(0, 0.03)))
pkt_2 = scapy.Ether(src=router, dst=client)/scapy.ARP(op="is-at", hwsrc=router, psrc="192.0.2.1", hwdst=client, pdst="192.0.2.10")
