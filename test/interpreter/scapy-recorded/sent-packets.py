a = IP(dst="192.0.2.1")/UDP()/"one"
send(a, verbose=0)
a.load = "two"
wrpcap("out.pcap", [a, Ether()/a])
answer = sr1(IP(dst="192.0.2.2")/TCP(flags="S"), timeout=1, verbose=False)
if answer is None:
    sendp(Ether()/IP()/UDP(), iface="eth0")
pkts = [IP()]
print("done", answer)
