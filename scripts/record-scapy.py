"""What real Scapy makes of packet scripts, for tests to compare with.

    record-scapy.py run [N] < scripts.jsonl > results.jsonl
        each input line {"id", "script"} gives {"id", "frames": [{"hex", "time", "layers"} or {"error"}], "error"}
    record-scapy.py record FOLDER
        writes FOLDER/NAME.json for each FOLDER/NAME.py

Each script runs in a process of its own; with N, that many share one, for scripts that change nothing but variables. An error's "line" and "endLine" are those of the expression that failed.

Needs Scapy 2.5.0, as Debian's python3-scapy has it, and a network namespace without interfaces, since Scapy asks the
machine for source addresses: unshare -n /usr/bin/python3 scripts/record-scapy.py ...
Scripts run with a virtual clock, a seeded random and all names that packet scripts know without an import. They are run
with exec: give it scripts you trust only.
"""

import gc
import io
import json
import logging
import os
import signal
import sys

logging.disable(logging.CRITICAL)

import math  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import socket  # noqa: E402
import struct  # noqa: E402
import time  # noqa: E402

import scapy.all as scapy_all  # noqa: E402

SEED = 7
START = 1700000000.0
# A script that runs longer than this is ended.
SECONDS = 20

clock = START
sent = []


def now():
    return clock


def sleep(seconds):
    global clock
    if isinstance(seconds, (str, bytes)):
        raise TypeError("'str' object cannot be interpreted as an integer")
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    clock += seconds


time.time = now
time.sleep = sleep


def is_packet(value):
    return isinstance(value, scapy_all.Packet)


def keep(value):
    if is_packet(value):
        sent.append(value.copy())
    elif isinstance(value, (list, tuple)):
        for item in value:
            keep(item)


def sender(position, result):
    def send(*args, **keywords):
        if len(args) > position:
            keep(args[position])
        return result()

    return send


# Scapy takes the time of its own import for ICMP's timestamps; here they are the virtual start's, as milliseconds of its day.
for field in scapy_all.ICMP.fields_desc:
    if field.name in ("ts_ori", "ts_rx", "ts_tx"):
        getattr(field, "fld", field).default = int(START % 86400 * 1000)

SENDERS = {
    "wrpcap": sender(1, lambda: None),
    "wrpcapng": sender(1, lambda: None),
    "send": sender(0, lambda: None),
    "sendp": sender(0, lambda: None),
    "sendpfast": sender(0, lambda: None),
    "sr1": sender(0, lambda: None),
    "srp1": sender(0, lambda: None),
    "sr": sender(0, lambda: ([], [])),
    "srp": sender(0, lambda: ([], [])),
}
for name, function in SENDERS.items():
    setattr(scapy_all, name, function)

PRELUDE = {}
exec(
    "import random, re, math, time, socket, struct\n"
    "from scapy.all import *\n"
    "import scapy.all as scapy\n"
    "from scapy.layers.http import *\n",
    PRELUDE,
)
PRELUDE.update(SENDERS)
LISTS = ["pkt_list", "pktlist", "packets", "packet_list", "pkts"]


def packets_in(values, once):
    found = []
    seen = set()

    def visit(value):
        if is_packet(value):
            if once and id(value) in seen:
                return
            seen.add(id(value))
            found.append(value)
        elif isinstance(value, (list, tuple)):
            for item in value:
                visit(item)

    for value in values:
        visit(value)
    return found


def count_packets(variables, last):
    if sent:
        return list(sent)
    for name in LISTS:
        value = variables.get(name)
        if isinstance(value, (list, tuple)) and packets_in([value], False):
            return packets_in([value], False)
    numbered = []
    for name, value in variables.items():
        match = re.fullmatch(r"pkt_?([0-9]{1,9})", name)
        if match:
            numbered.append((int(match.group(1)), value))
    numbered.sort(key=lambda pair: pair[0])
    found = packets_in([value for _, value in numbered], True)
    if found:
        return found
    found = packets_in(list(variables.values()), True)
    return found or packets_in([last], False)


class Variables(dict):
    """Globals whose own assignments can be told from the prelude's, in order of first assignment."""


def place_of(problem):
    """The first and last line of the innermost expression of the script that failed; (None, None) where there is none."""
    if isinstance(problem, SyntaxError) and problem.filename in ("<script>", "<unknown>", "<fstring>"):
        return problem.lineno, problem.lineno
    place = (None, None)
    trace = problem.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == "<script>":
            positions = list(code.co_positions())[trace.tb_lasti // 2]
            place = (trace.tb_lineno, positions[1] or trace.tb_lineno)
        trace = trace.tb_next
    return place


def run(script):
    global clock
    import ast

    clock = START
    sent.clear()
    random.seed(SEED)
    variables = dict(PRELUDE)
    known = {name: id(value) for name, value in variables.items()}
    output = sys.stdout
    sys.stdout = io.StringIO()
    last = None
    error = None
    try:
        tree = ast.parse(script)
        # Python compiles a whole file before it runs any of it: what only the compiler refuses is refused first too.
        compile(tree, "<script>", "exec")
        for statement in tree.body:
            if isinstance(statement, ast.Expr):
                code = compile(ast.Expression(statement.value), "<script>", "eval")
                last = eval(code, variables)
            else:
                exec(compile(ast.Module([statement], []), "<script>", "exec"), variables)
    except BaseException as problem:  # noqa: BLE001: a script may fail in any way
        line, end_line = place_of(problem)
        error = {"type": type(problem).__name__, "message": str(problem)[:200], "line": line, "endLine": end_line}
    finally:
        sys.stdout = output
    own = {name: value for name, value in variables.items() if known.get(name) != id(value) and name != "__builtins__"}
    frames = []
    for packet in count_packets(own, last):
        try:
            layers = []
            layer = packet
            while layer and not isinstance(layer, scapy_all.NoPayload):
                layers.append(type(layer).__name__)
                layer = layer.payload
            frames.append({"hex": bytes(packet).hex(), "time": float(packet.time), "layers": layers})
        except BaseException as problem:  # noqa: BLE001
            frames.append({"error": type(problem).__name__, "message": str(problem)[:200]})
    result = {"frames": frames}
    if error is not None:
        result["error"] = error
    return result


def run_apart(scripts):
    """Runs scripts in a process of their own, so that nothing they do reaches the next ones."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(SECONDS * len(scripts))
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump([run(script) for script in scripts], pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0:
        return json.loads(answer)
    crash = {"type": "Crash", "message": f"the process ended with {status}", "line": None}
    return [{"frames": [], "error": crash} for _ in scripts]


def main():
    if sys.argv[1:2] == ["run"]:
        # Keeps the collector from touching, and so copying, memory shared with the processes of the scripts.
        gc.freeze()
        gc.disable()
        together = int(sys.argv[2]) if len(sys.argv) > 2 else 1
        rows = [json.loads(line) for line in sys.stdin if line.strip()]
        for start in range(0, len(rows), together):
            some = rows[start : start + together]
            for row, result in zip(some, run_apart([row["script"] for row in some])):
                print(json.dumps({"id": row["id"], **result}), flush=True)
        return
    if len(sys.argv) == 3 and sys.argv[1] == "record":
        folder = sys.argv[2]
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    [result] = run_apart([file.read()])
                with open(os.path.join(folder, name[:-3] + ".json"), "w", encoding="utf-8") as file:
                    json.dump(result, file, indent=1)
                    file.write("\n")
        return
    sys.exit(__doc__)


main()
