chunks = [b"Hello, ", b"World", b"!"]
body = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"
pkts = [IP()/TCP()/HTTP()/HTTPResponse(Transfer_Encoding="chunked")/Raw(load=body)]
pkts += [IP()/UDP()/(b"%d|%5d|%-4x|%%" % (5, 6, 255))/(b"%b" % b"q")]
