first = IP() / UDP() / VXLAN(vni=1)
packets = [
    VXLAN(vni=2**32),
    VXLAN(vni=-1),
    VXLAN(vni="5"),
    VXLAN(vni=1.5),
    VXLAN(reserved2=256),
    VXLAN(flags="G", gpid=70000),
    first,
]
name = VXLAN(flags="NextProtocol", NextProtocol="ip")
