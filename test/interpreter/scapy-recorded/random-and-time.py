import random as r
from time import sleep
draws = [r.random(), r.randint(1, 6), r.randint(-5, 5), r.randint(1, 0xffffffff), r.randrange(10), r.randrange(5, 50, 5), r.uniform(1, 2), r.choice([1, 2, 3]), r.choices("ab", k=5), r.choices([1, 2], weights=[1, 9], k=6), r.sample(range(1, 100), 2), r.sample(["a", "b", "c", "d", "e", "f", "g"], 6), r.getrandbits(48), r.getrandbits(1), r.randint(0, 2 ** 60)]
deck = list(range(12))
r.shuffle(deck)
r.seed(99)
again = [r.random(), r.randint(1, 10 ** 12)]
pkts = [Raw(str(draws)), Raw(str(deck)), Raw(str(again))]
start = time.time()
for wait in [0.1, 1, 0.000001, 2.5]:
    sleep(wait)
    pkts.append(IP(id=int((time.time() - start) * 1000))/UDP()/"tick")
late = IP()
late.time = 1700000100.25
pkts.append(late)
