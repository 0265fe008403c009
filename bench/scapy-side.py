"""Real Scapy's side of the benchmark: answers a JSON line with a JSON line.

    {"load": [SCRIPT, ...]}                     -> [[HEX, ...] or null where the script fails, ...]
    {"measure": "text" or "prepared", "scripts": [NUMBER, ...], "seconds": S}
                                                -> {"packets": N, "seconds": CPU seconds}

Run it without network interfaces: unshare -n /usr/bin/python3 bench/scapy-side.py. Scripts run with exec: give it scripts
you trust only.
"""

import itertools
import json
import logging
import random
import sys
import time

logging.disable(logging.CRITICAL)

import scapy.all as scapy_all  # noqa: E402

SEED = 7
START = 1700000000.0

clock = START


def now():
    return clock


def sleep(seconds):
    global clock
    clock += seconds


time.time = now
time.sleep = sleep

# Scapy takes the time of its own import for ICMP's timestamps; here they are the virtual start's.
for field in scapy_all.ICMP.fields_desc:
    if field.name in ("ts_ori", "ts_rx", "ts_tx"):
        getattr(field, "fld", field).default = int(START % 86400 * 1000)

PRELUDE = {}
exec(
    "import random, re, math, time, socket, struct\n"
    "from scapy.all import *\n"
    "import scapy.all as scapy\n"
    "from scapy.layers.http import *\n",
    PRELUDE,
)

sources = []
codes = []


def run(code):
    """The frames of every packet that a script's own variables hold, each once."""
    global clock
    clock = START
    random.seed(SEED)
    variables = PRELUDE.copy()
    exec(code, variables)
    frames = []
    seen = set()
    for value in itertools.islice(variables.values(), len(PRELUDE), None):
        for packet in value if isinstance(value, list) else (value,):
            if isinstance(packet, scapy_all.Packet) and id(packet) not in seen:
                seen.add(id(packet))
                frames.append(bytes(packet))
    return frames


def load(scripts):
    results = []
    for source in scripts:
        try:
            code = compile(source, "<script>", "exec")
            frames = [frame.hex() for frame in run(code)]
        except Exception:  # noqa: BLE001: a script may fail in any way; it is left out then
            code = None
            frames = None
        sources.append(source)
        codes.append(code)
        results.append(frames)
    return results


def measure(how, scripts, seconds):
    packets = 0
    start = time.process_time()
    while True:
        for number in scripts:
            code = compile(sources[number], "<script>", "exec") if how == "text" else codes[number]
            packets += len(run(code))
        spent = time.process_time() - start
        if spent >= seconds:
            return {"packets": packets, "seconds": spent}


answers = sys.stdout
for line in sys.stdin:
    request = json.loads(line)
    if "load" in request:
        answer = load(request["load"])
    else:
        answer = measure(request["measure"], request["scripts"], request["seconds"])
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
