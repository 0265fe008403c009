b = b"Hello, World"
s = "  spam and eggs  "
octets = [
    b.upper(), b.lower(), b.replace(b"l", b"LL"), b.split(b", "), b.find(b"W"), b.startswith((b"x", b"H")), b.endswith(b"d"),
    b.strip(b"Hd"), b.partition(b","), b.hex(":"), b.count(b"l"), b.rjust(15, b"."), bytes.fromhex("de ad BE ef"),
    b"\xff\x41".decode("latin-1"), b"a\xffb".decode("utf-8", "ignore"), b"a\xffb".decode("ascii", errors="replace"),
    (1000).to_bytes(4, "big"), (1000).to_bytes(2, byteorder="little"), (-2).to_bytes(2, "big", signed=True), int.from_bytes(b"\x01\x02", "big"),
    int.from_bytes(b"\xfe\xff", "little", signed=True), (1023).bit_length(), (2.0).is_integer(), dict.fromkeys("ab", 0),
]
text = [
    s.swapcase(), s.rfind("a"), s.index("and", 3), s.find("a", 6, 9), s.rpartition(" "), s.strip().removeprefix("sp").removesuffix("gs"),
    s.isspace(), "12".isnumeric(), "ß".casefold(), s.count("a", 5), "é".encode("ascii", "ignore"), "ab".encode("utf-16-le"), ascii("é\u20ac"),
    pow(3, 200, 7), pow(2, -1), next(iter([7])), next(iter([]), None), list(filter(None, [0, 1, "", "x"])),
]
pkts = [Raw(load=repr(octets)), Raw(load=repr(text))]
pkts += [IP()/UDP()/"-".join(sorted(s.split(), key=len)), IP(id=max([3, 9], key=abs))]
