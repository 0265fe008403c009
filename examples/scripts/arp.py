# A host asks who has an address on its link, and is answered. Run it with
#   npx wiretale run-script examples/scripts/arp.py --out arp.pcap
from scapy.all import *

pkt_1 = Ether(src="3c:22:fb:5a:19:c4", dst="ff:ff:ff:ff:ff:ff")/ARP(op=1, hwsrc="3c:22:fb:5a:19:c4", psrc="192.168.1.23", pdst="192.168.1.80")
pkt_2 = Ether(src="18:db:f2:0c:44:91", dst="3c:22:fb:5a:19:c4")/ARP(op=2, hwsrc="18:db:f2:0c:44:91", psrc="192.168.1.80", hwdst="3c:22:fb:5a:19:c4", pdst="192.168.1.23")
