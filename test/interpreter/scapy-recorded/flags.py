p = IP(dst="192.0.2.7", flags="DF")/TCP(dport=443, flags="SA")
found = []
for letter in "FSRPAUECN":
    if letter in p[TCP].flags:
        found.append(letter)
if p[TCP].flags.S and p[TCP].flags.A and not p[TCP].flags.F:
    p.window = 1
if p[TCP].flags.SA:
    p.urgptr = 2
p[TCP].flags |= 0x08
p[TCP].flags &= 0xfd
number = int(p[TCP].flags)
pkts = [p, IP(id=number)/"".join(found)/str(p[TCP].flags)/str(list(p[TCP].flags)), IP(flags=p[IP].flags)/str(p.flags.DF)/str(p.flags.value)]
pkts += [IP()/TCP(options=[("MD5", b"0123"), ("Mood", "happy"), ("AO", b"key"), ("UTO", 5), ("AltChkSum", (1, 2)), (254, b"ab"), ("TFO", (1, 2))])]
