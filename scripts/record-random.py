"""What CPython's random draws, for tests to compare with.

    /usr/bin/python3 scripts/record-random.py test/interpreter/random-recorded.json
        writes {"version", "rows": [{"seed", "call", "exact", "value" or "error"}]}: the repr of a call after random.seed(seed)

Values of calls that go through log, sin or cos are not exact: other mathematical libraries differ in the last bits.
"""

import json
import random
import sys

SEEDS = ["0", "7", "42", "-7", "2**40", "2**70 + 5", "1.5", "'wiretale'", "b'wire'", "True"]

EXACT = [
    "[random.random() for i in range(5)]",
    "[random.randint(1, 6) for i in range(8)]",
    "[random.randint(-5, 5) for i in range(8)]",
    "[random.randint(0, 2**32 - 1) for i in range(4)]",
    "[random.randint(0, 2**64) for i in range(3)]",
    "random.randint(3, 3)",
    "random.randint(True, 4)",
    "[random.randrange(10) for i in range(8)]",
    "[random.randrange(5, 9) for i in range(8)]",
    "[random.randrange(0, 100, 7) for i in range(6)]",
    "[random.randrange(100, 0, -7) for i in range(6)]",
    "[random.randrange(-9, -3) for i in range(6)]",
    "[random.randrange(2**40, 2**41) for i in range(3)]",
    "[random.uniform(1, 10) for i in range(5)]",
    "[random.uniform(10, 1) for i in range(3)]",
    "[random.uniform(-0.5, 0.5) for i in range(3)]",
    "random.uniform(2, 2)",
    "[random.choice('abcdefghij') for i in range(8)]",
    "[random.choice([1, 'b', None]) for i in range(6)]",
    "[random.choice(range(5, 50, 5)) for i in range(6)]",
    "random.choice((9,))",
    "random.choice(b'xyz')",
    "random.choices(range(10), k=8)",
    "random.choices('abc', [1, 2, 7], k=8)",
    "random.choices('abc', weights=(0, 1, 0), k=4)",
    "random.choices('abc', cum_weights=[1, 3, 10], k=8)",
    "random.choices('abc', weights=[0.1, 0.2, 0.7], k=6)",
    "random.choices('abc')",
    "random.choices('abc', k=0)",
    "random.sample(range(20), 10)",
    "random.sample(range(1, 100), 2)",
    "random.sample(range(1000), 6)",
    "random.sample(range(10**9), 30)",
    "random.sample('abcdef', 6)",
    "random.sample([1, 2, 3], 0)",
    "random.sample([1, 2, 3], k=3)",
    "random.sample(['a', 'b'], counts=[3, 2], k=4)",
    "random.sample(list(range(90)), 21)",
    "random.sample(list(range(90)), 22)",
    "[random.getrandbits(k) for k in (1, 5, 16, 31, 32, 33, 64, 65, 100)]",
    "random.getrandbits(0)",
    "random.randbytes(7)",
    "random.randbytes(0)",
    "[random.triangular() for i in range(3)]",
]

ROUNDED = [
    "[random.gauss(0, 0.03) for i in range(6)]",
    "[random.gauss(mu=5, sigma=2) for i in range(3)]",
    "[random.gauss() for i in range(3)]",
    "random.gauss(4, 0)",
    "[random.normalvariate(0, 1) for i in range(5)]",
    "[random.normalvariate() for i in range(2)]",
    "[random.lognormvariate(0, 1) for i in range(5)]",
    "[random.expovariate(10) for i in range(5)]",
    "[random.expovariate(-2.5) for i in range(3)]",
    "[random.triangular(0, 1) for i in range(5)]",
    "[random.triangular(1, 9, 2) for i in range(5)]",
    "[random.triangular(9, 1) for i in range(2)]",
    "random.triangular(3, 3)",
    "[random.betavariate(2, 5) for i in range(5)]",
    "[random.betavariate(0.5, 0.5) for i in range(5)]",
    "[random.gammavariate(2, 3) for i in range(5)]",
    "[random.gammavariate(1, 3) for i in range(5)]",
    "[random.gammavariate(0.4, 3) for i in range(5)]",
    "[random.paretovariate(2) for i in range(5)]",
    "[random.weibullvariate(1, 2) for i in range(5)]",
]

FAILING = [
    "random.randint(5, 1)",
    "random.randint(1.5, 3)",
    "random.randint(1)",
    "random.randint('1', 2)",
    "random.randrange(0)",
    "random.randrange(5, 5)",
    "random.randrange(1, 9, 0)",
    "random.randrange(1.5)",
    "random.uniform(1)",
    "random.uniform('a', 1)",
    "random.gauss('a', 1)",
    "random.choice([])",
    "random.choice(5)",
    "random.choice({'a': 1})",
    "random.choices([], k=1)",
    "random.choices('ab', weights=[1])",
    "random.choices('ab', weights=[0, 0])",
    "random.sample([1], 2)",
    "random.sample([1, 2], -1)",
    "random.sample([1, 2])",
    "random.sample({'a': 1}, 1)",
    "random.sample([1], counts=[0], k=1)",
    "random.shuffle((1, 2))",
    "random.shuffle('ab')",
    "random.getrandbits(-1)",
    "random.getrandbits('a')",
    "random.expovariate(0)",
    "random.gammavariate(0, 1)",
    "random.randbytes(-1)",
    "random.nothing()",
]


def record(seed, call, exact):
    row = {"seed": seed, "call": call, "exact": exact}
    try:
        random.seed(eval(seed))
        row["value"] = repr(eval(call))
    except Exception as problem:  # noqa: BLE001
        row["error"] = type(problem).__name__
    return row


def shuffled(seed, items):
    random.seed(eval(seed))
    values = eval(items)
    random.shuffle(values)
    return {"seed": seed, "call": f"shuffled {items}", "exact": True, "value": repr(values)}


def main():
    rows = [record(seed, call, True) for seed in SEEDS for call in EXACT]
    rows += [record(seed, call, False) for seed in SEEDS for call in ROUNDED]
    rows += [shuffled(seed, items) for seed in SEEDS for items in ("list(range(10))", "['a', 'b']", "[]", "list(range(40))")]
    rows += [record("7", call, True) for call in FAILING]
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"version": sys.version.split()[0], "rows": rows}, file, indent=0)
        file.write("\n")


main()
