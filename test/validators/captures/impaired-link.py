"""Carries Ethernet frames between two interfaces and treats them badly: impaired-link.py ONE OTHER KEY=VALUE…
loss, duplicate, reorder, corrupt: shares of frames from 0 to 1; delay: milliseconds; rate: octets a second; queue: frames."""
import heapq, random, select, socket, sys, time

one, other = sys.argv[1:3]
how = {key: float(value) for key, _, value in (word.partition("=") for word in sys.argv[3:])}
share = lambda name: random.random() < how.get(name, 0)
random.seed(7)
sockets = []
for name in (one, other):
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    link.bind((name, 0))
    link.setsockopt(263, 1, (socket.if_nametoindex(name)).to_bytes(4, sys.byteorder) + b"\x01\x00\x00\x00" + bytes(8))  # promiscuous
    sockets.append(link)
waiting, count, free = [], 0, [0.0, 0.0]
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, _, out, frame = heapq.heappop(waiting)
        try: sockets[out].send(frame)
        except OSError: pass
    pause = max(0, waiting[0][0] - now) if waiting else 1
    ready, _, _ = select.select(sockets, [], [], pause)
    for link in ready:
        frame, address = link.recvfrom(65536)
        if address[2] == socket.PACKET_OUTGOING: continue
        out = 1 - sockets.index(link)
        if share("loss") or (how.get("queue") and sum(1 for item in waiting if item[2] == out) >= how["queue"]): continue
        if share("corrupt"):
            broken = bytearray(frame); at = random.randrange(min(14, len(frame) - 1), len(frame)); broken[at] ^= 1 << random.randrange(8); frame = bytes(broken)
        now = time.monotonic()
        due = now + how.get("delay", 0) / 1000
        if share("reorder"): due += 0.004 + random.random() * 0.012
        if how.get("rate"):
            free[out] = max(free[out], now) + len(frame) / how["rate"]; due = max(due, free[out] + how.get("delay", 0) / 1000)
        for _ in range(2 if share("duplicate") else 1):
            count += 1
            heapq.heappush(waiting, (due, count, out, frame))
