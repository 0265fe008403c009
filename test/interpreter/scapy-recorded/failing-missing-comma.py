pkts = [
    IP(src="192.0.2.1")/TCP(flags="S"),
    IP(src="192.0.2.1")/TCP(flags="A")
    IP(src="192.0.2.1")/TCP(flags="PA")/Raw(load="x")
]
