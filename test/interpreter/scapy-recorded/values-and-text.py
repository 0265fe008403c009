import math
values = [
    7 // 2, -7 // 2, 7 % -3, -7.5 // 2, 7.5 % -2, 2 ** 100, 2 ** -2, 10 / 3, 1e22, 1e16, 123456789012345.6, 1e-5, 0.0001, 5e-324, -0.0, 1.0,
    round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(-2.5), int("0x1f", 16), int(" 12 "), int(-3.9), float("1e3"), abs(-2 ** 70),
    hex(255), hex(-1), bin(5), oct(8), chr(233), ord("é"), 5 & 3 | 8 ^ 1, ~5, 1 << 40, -5 >> 1, 2 ** 40 & 0xffffffff, True + True, 10 ** 20 // 7,
    min(3, 1, 2), max([1, 5, 2]), sum([1, 2.5]), sorted([3, 1, 2], reverse=True), sorted("banana"), len("añb"), "añb"[1], "abc"[::-1], "abcdef"[1:5:2],
    [1, 2, 3][-2:], (1,), (), [], {}, {"a": 1, 2: "b"}, "a" in "abc", 3 not in [1, 2], 1 < 2 < 3, 1 == 1.0, None, not None, "x" or "y", 0 and 1,
    "%d %5d %-5d| %05d %x %X %#x %o %s %r %c %%" % (1, 2, 3, 4, 255, 255, 255, 8, "s", "r'", 65),
    "%.2f %8.3f %e %g %g %.3g" % (1.005, 2.5, 12345.678, 0.0001, 1e10, 1234.5), "%(a)s-%(b)02d" % {"a": 1, "b": 2}, "%s" % [1, "a"], "%s %s" % ("x", None),
    "{} {1} {0}".replace("{} ", "").format("a", "b"), "{:>6}|{:<6}|{:^6}|{:*^7}".format("a", "b", "c", "d"), "{:08.3f} {:+d} {:,} {:x} {:#b} {:.1%}".format(3.14159, 5, 1234567, 255, 5, 0.256),
    f"{1+1:03d} {'q'!r} {2.5:.0f} {3.5:.0f} {1e10} {[1, 2]}",
    "a,b,,c".split(","), " a  b ".split(), "a b c".split(" ", 1), "x".join(["1", "2"]), "Abc".upper() + "Abc".lower(), "  s ".strip() + "|", "aXbX".replace("X", "-", 1),
    "abc".find("c"), "abc".startswith("ab"), "7".zfill(3), "title me".title(), "é".encode(), b"\x00a'".hex(), b"abc"[1], b"abc"[1:], bytes([1, 2]), bytes(3), b"a" + b"b",
    list(range(5, 0, -2)), list(enumerate("ab", 1)), list(zip([1, 2], "ab")), [x * y for x in range(3) for y in range(3) if x != y], {k: v for k, v in [("a", 1)]},
    math.floor(2.7), math.ceil(2.1), math.sqrt(2), divmod(-7, 2), tuple([1, 2]), list("ab"), dict(a=1), str(b"x"), repr("it's"), "\x41\u00e9\t" "joined", r"\n", """triple
line""", socket.inet_ntoa(b"\x01\x02\x03\x04"), socket.inet_aton("1.2.3.4"), struct.pack("!BHIQ", 1, 2, 3, 4), struct.pack("<hi", -1, -2), struct.unpack(">2H", b"\x00\x01\x00\x02"), struct.calcsize("!IH"),
]
pkts = [Raw(str(value)) for value in values]
x = y = 3
x, y = y + 1, x
x -= 1; y *= 2; y //= 4; x **= 2; x |= 16; x %= 7
total = 0
for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]:
    if a == 1:
        total += b
    elif a > 100:
        pass
    else:
        total += c * 100
        continue
    total += 0.5
else:
    total += 1000
matrix = [[0] * 2 for _ in range(2)]
matrix[0][1] = 5
table = {"k": [1]}
table["k"].append(2)
table["n"] = table.get("missing", "default")
del table["k"][0]
pkts.append(Raw(repr([x, y, total, matrix, table, sorted(table.keys()), list(table.items())])))
