import { PythonRandom } from "../../src/interpreter/python-random.js";
import { Draw, randomPacket } from "./random-packet-script.js";

/**
 * A whole script as models write them, made at random: configuration in variables, dicts and lists, loops with unpacking,
 * comprehensions, conditions, attribute reads and writes, formatting, draws and sleeps, and now and then a mistake. The same
 * seed gives the same script. It changes nothing but its variables, so that many can share a process.
 */
export function randomScript(seed: number): string {
  const writer = new ScriptWriter(new Draw(new PythonRandom(seed)));
  return writer.script();
}

class ScriptWriter {
  readonly #draw: Draw;
  readonly #lines: string[] = [];
  /** Variables that hold a number, a text, a packet, by kind: what later statements may use. */
  readonly #known = { number: ["5"], text: ['"abc"'], packet: [] as string[] };
  #count = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  script(): string {
    if (this.#draw.chance(0.3)) this.#lines.push(this.#draw.of(imports));
    const collects = this.#draw.chance(0.5);
    if (collects) this.#lines.push(`${this.#draw.of(["pkts", "packets", "pkt_list"])} = []`);
    const statements = 2 + this.#draw.below(5);
    for (let index = 0; index < statements; index += 1) this.#statement();
    const packets = [...this.#known.packet];
    if (packets.length === 0) packets.push(this.#newPacket());
    if (collects) {
      const list = this.#lines.map((line) => /^(pkts|packets|pkt_list) = \[\]/.exec(line)?.[1]).find(Boolean);
      this.#lines.push(`${list ?? "pkts"}.extend([${packets.join(", ")}])`);
    } else if (this.#draw.chance(0.2)) {
      this.#lines.push(`${this.#draw.of(["send", "sendp"])}([${packets.join(", ")}])`);
    } else if (this.#draw.chance(0.1)) this.#lines.push(`wrpcap("x.pcap", [${packets.join(", ")}])`);
    if (this.#draw.chance(0.12)) this.#mistake();
    return this.#lines.join("\n");
  }

  #name(stem: string): string {
    this.#count += 1;
    return `${stem}_${this.#count}`;
  }

  #statement(): void {
    const packet = this.#known.packet.at(-1);
    const choices = [
      () => this.#newPacket(),
      () => this.#newPacket(),
      () => this.#numberStatement(),
      () => this.#textStatement(),
      () => this.#loop(),
      () => this.#comprehension(),
      ...(packet === undefined
        ? []
        : [
            () => this.#change(packet),
            () => this.#change(packet),
            () => this.#read(packet),
            () => this.#condition(packet),
          ]),
    ];
    this.#draw.of(choices)();
  }

  #newPacket(): string {
    const name = `pkt_${this.#known.packet.length + 1}`;
    this.#lines.push(`${name} = ${randomPacket(this.#draw)}`);
    if (this.#draw.chance(0.3)) this.#lines.push("time.sleep(abs(random.gauss(0, 0.03)))");
    this.#known.packet.push(name);
    return name;
  }

  #number(): string {
    return this.#draw.of([
      () => String(this.#draw.below(70_000)),
      () => this.#draw.of(this.#known.number),
      () =>
        `(${this.#draw.of(this.#known.number)} ${this.#draw.of(["+", "*", "-", "|", "^", "&"])} ${this.#draw.below(99)})`,
      () =>
        `(${this.#draw.of(this.#known.number)} ${this.#draw.of(["//", "%"])} ${1 + this.#draw.below(20)})`,
      () => `len(${this.#draw.of(this.#known.text)})`,
      () => this.#draw.of(drawnNumbers),
      () =>
        `(${this.#number()} if ${this.#draw.of(this.#known.number)} > ${this.#draw.below(50)} else ${this.#draw.below(9)})`,
      () => `int("${this.#draw.below(256).toString(16)}", 16)`,
      () => `min(${this.#draw.below(50)}, ${this.#draw.of(this.#known.number)})`,
      () => `sum([${this.#draw.below(9)}, ${this.#draw.below(9)}])`,
      () => `round(${this.#draw.below(1000) / 8})`,
    ])();
  }

  #text(): string {
    const number = this.#draw.of(this.#known.number);
    const text = this.#draw.of(this.#known.text);
    return this.#draw.of([
      () =>
        JSON.stringify(
          this.#draw.of(["GET / HTTP/1.1\r\n\r\n", "ping", "naïve", "", "a,b;c", "x".repeat(40)]),
        ),
      () => text,
      () =>
        `f"${this.#draw.of(["{", "n={"])}${number}${this.#draw.of(["}", ":05d}", ":x}", ":>8}", ":,}", "!r}"])}"`,
      () => `"%s-${this.#draw.of(["%d", "%04x", "%5d", "%o"])}" % (${text}, ${number})`,
      () => `"${this.#draw.of(["{}/{}", "{0}{1}{0}", "{:>9}|{:<4}", "{!r}:{}"])}".format(${text}, ${number})`,
      () => `str(${number})`,
      () =>
        `${text}.${this.#draw.of(["upper()", "lower()", "title()", "strip()", "capitalize()", "zfill(9)", 'replace("a", "bb")', "swapcase()", "center(12)"])}`,
      () => `${text}[${this.#draw.of(["1:", ":2", "::-1", "-2:", "::2", "1:3"])}]`,
      () =>
        `"${this.#draw.of([",", "", ":"])}".join(${this.#draw.of([`sorted(${text})`, `[${text}, "q"]`, `[str(i) for i in range(3)]`, `["%02x" % i for i in (1, 20, 255)]`])})`,
      () => `(${text} + ${this.#draw.of(['"!"', "str(7)", "hex(255)", "chr(66)"])})`,
      () => `(${text} * 2)`,
      () => `repr([${number}, ${text}, None, True, 1.5, b"a"])`,
      () => `random.choice([${text}, "other"])`,
      () => `{"k": ${text}}["k"]`,
      () => `{"k": ${text}}.get("z", "none")`,
    ])();
  }

  #numberStatement(): void {
    const name = this.#name("n");
    if (this.#draw.chance(0.15)) {
      const other = this.#name("n");
      this.#lines.push(
        `${name}, ${other} = ${this.#draw.of([`${this.#number()}, ${this.#number()}`, "random.sample(range(1, 100), 2)", "divmod(300, 7)", "[3, 4]"])}`,
      );
      this.#known.number.push(other);
    } else this.#lines.push(`${name} = ${this.#number()}`);
    this.#known.number.push(name);
    if (this.#draw.chance(0.3))
      this.#lines.push(
        `${name} ${this.#draw.of(["+=", "*=", "-=", "//=", "<<=", "|="])} ${1 + this.#draw.below(4)}`,
      );
  }

  #textStatement(): void {
    const name = this.#name("t");
    this.#lines.push(`${name} = ${this.#text()}`);
    this.#known.text.push(name);
  }

  #loop(): void {
    const list = this.#name("made");
    const base = `IP(src="10.0.0.%d" % i, dst=host, id=i * 7)`;
    const header = this.#draw.of([
      'for i, host in enumerate(["192.0.2.1", "192.0.2.2"]):',
      'for i, host in [(1, "192.0.2.7"), (2, "192.0.2.8"), (3, "192.0.2.9")]:',
      'for i, host in zip(range(3), ("192.0.2.3", "192.0.2.4", "192.0.2.5")):',
      'for host, i in {"192.0.2.1": 4, "192.0.2.2": 9}.items():',
    ]);
    this.#lines.push(`${list} = []`, header);
    if (this.#draw.chance(0.3))
      this.#lines.push(
        `    if i ${this.#draw.of(["==", ">", "<"])} 2:`,
        `        ${this.#draw.of(["continue", "break", "pass"])}`,
      );
    this.#lines.push(
      `    ${list}.append(${base}/${this.#draw.of([`UDP(sport=1000 + i, dport=53)/${this.#text()}`, "ICMP(id=i, seq=i)", `TCP(seq=i, flags=${this.#draw.of(['"S"', '"PA"', '"A" if i else "S"'])})`, "TCP()/Raw(load=str(i) * i)"])})`,
      ...(this.#draw.chance(0.4) ? ["    time.sleep(0.25 * i)"] : []),
    );
    if (this.#draw.chance(0.3))
      this.#lines.push(`for k, each in enumerate(${list}):`, "    each.time = 1700000000 + k * 0.5");
    if (this.#draw.chance(0.3))
      this.#lines.push(`${list} = ${list}${this.#draw.of(["[::-1]", "[:2]", "[1:]", " * 2", " + []"])}`);
    this.#known.packet.push(`*${list}`.slice(1));
  }

  #comprehension(): void {
    const list = this.#name("made");
    this.#lines.push(
      `${list} = [${this.#draw.of([
        `IP(id=i)/ICMP(seq=i) for i in range(${1 + this.#draw.below(4)})`,
        `Ether(src="02:00:00:00:00:%02x" % i)/ARP(pdst=f"192.0.2.{i}") for i in (1, 2, 77) if i != 2`,
        `IP(dst=d)/UDP(dport=p)/${this.#text()} for d in ["192.0.2.1", "192.0.2.2"] for p in (53, 123)`,
        `IP()/TCP(dport=p, flags=f) for p, f in [(80, "S"), (443, "SA")]`,
      ])}]`,
    );
    this.#known.packet.push(list);
  }

  #single(packet: string): string {
    return packet.startsWith("made") ? `(${packet} + [IP(id=3)/UDP()])[0]` : packet;
  }

  #change(packet: string): void {
    const target = this.#single(packet);
    if (packet.startsWith("made")) {
      this.#lines.push(
        `for each in ${packet}:`,
        `    ${this.#draw.of(["each.ttl = 9", "each.id += 1", "del each.id", "each[0].tos = 4"])}`,
      );
      return;
    }
    this.#lines.push(
      this.#draw.of([
        () => `${target}[0].${this.#draw.of(["note = 4", "time = 1700000001.5", "time += 0.25"])}`,
        () =>
          `if IP in ${target}:\n    ${target}[IP].${this.#draw.of(["ttl = 7", "id += 3", 'flags = "DF"', "flags |= 1", "chksum = 0x1234", "len = 60", "tos ^= 4", 'dst = "198.51.100.9"'])}`,
        () =>
          `if ${target}.haslayer(TCP):\n    ${target}[TCP].${this.#draw.of(['flags = "FA"', "flags |= 0x10", "seq += 1", "window = 1024", "options = [('MSS', 1400)]", "ack = 99", "dport = 8080"])}`,
        () =>
          `if ${target}.haslayer("UDP"):\n    ${target}["UDP"].${this.#draw.of(["sport = 99", "len = 3", "chksum = 0"])}`,
        () =>
          `if Raw in ${target}:\n    ${target}[Raw].load ${this.#draw.of(['= "new"', '+= b"!"', "= b'\\x00' * 5"])}`,
        () =>
          `if DNS in ${target}:\n    ${target}[DNS].${this.#draw.of(["id = 7", "qr = 1", "ancount = 2", "qd.qname = 'z.example'", "rcode = 3"])}`,
        () =>
          `if ICMP in ${target}:\n    ${target}[ICMP].${this.#draw.of(["seq = 5", "type = 0", "code = 1", "id = 0xbeef"])}`,
        () =>
          `${target} = ${target}/${this.#draw.of(['"tail"', "Raw(b'x')", "Padding(b'pp')", "UDP()", this.#text()])}`,
        () => `${target} /= ${this.#draw.of(['"tail"', "Raw('y')", "TCP(dport=5)"])}`,
        () => `${target} = ${target}.copy()`,
        () => `if IP in ${target}:\n    del ${target}[IP].${this.#draw.of(["chksum", "ttl", "len", "src"])}`,
      ])(),
    );
  }

  #read(packet: string): void {
    const target = this.#single(packet);
    const name = this.#name("n");
    this.#lines.push(
      `${name} = ${this.#draw.of([
        `len(${target})`,
        `len(${target}.payload)`,
        `len(bytes(${target}))`,
        `sum(bytes(${target})[:8])`,
        `len(${target}.layers())`,
        `(${target}[IP].ttl if IP in ${target} else 1)`,
        `(${target}[TCP].seq if TCP in ${target} else 2)`,
        `(int(${target}[TCP].flags) if ${target}.haslayer(TCP) else 3)`,
        `(1 if TCP in ${target} and "S" in ${target}[TCP].flags else 0)`,
        `(1 if TCP in ${target} and ${target}[TCP].flags.A else 0)`,
        `(${target}.getlayer(UDP).dport if ${target}.haslayer(UDP) else 4)`,
        `len(${target}.lastlayer())`,
        `len(${target}[Raw].load) if Raw in ${target} else 5`,
        `int(${target} == ${target}.copy())`,
      ])}`,
    );
    this.#known.number.push(name);
  }

  #condition(packet: string): void {
    const target = this.#single(packet);
    const test = this.#draw.of([
      `len(${target}) > ${this.#draw.below(80)}`,
      `${this.#draw.of(this.#known.number)} % 2`,
      `${target}.haslayer(TCP)`,
      `UDP in ${target} and not Raw in ${target}`,
    ]);
    const name = this.#name("t");
    this.#lines.push(`if ${test}:`, `    ${name} = ${this.#text()}`, "else:", `    ${name} = "else"`);
    this.#known.text.push(name);
  }

  /** A statement that fails, at the end or among the others. */
  #mistake(): void {
    const at = this.#draw.chance(0.5) ? this.#lines.length : this.#topLevelLine();
    this.#lines.splice(at, 0, this.#draw.of(mistakes));
  }

  #topLevelLine(): number {
    const starts = this.#lines.flatMap((line, index) => (/^(?:\s|else)/.test(line) ? [] : [index]));
    return this.#draw.of([...starts, this.#lines.length]);
  }
}

const imports = [
  "from scapy.all import *",
  "import random\nimport time",
  "import scapy.all as scapy",
  "from scapy.all import IP, TCP, UDP, ICMP, Ether, ARP, Raw, DNS, DNSQR, DNSRR",
  "from scapy.layers.http import *",
  "import socket, struct",
];

const drawnNumbers = [
  "random.randint(1, 65535)",
  "random.randrange(10, 500, 7)",
  "random.getrandbits(12)",
  "random.choice([3, 9, 27])",
  "random.choices([1, 2, 3], weights=[5, 1, 1])[0]",
  "random.sample(range(1000), 3)[1]",
  "random.choice(range(0, 99, 3))",
  "int(random.uniform(1, 90))",
  "int(random.random() * 100)",
  "int(abs(random.gauss(20, 5)))",
  "int(random.expovariate(0.1))",
  "int(random.triangular(1, 50))",
  "int(random.normalvariate(40, 3))",
  "int(random.lognormvariate(1, 0.5))",
  "int(random.betavariate(2, 3) * 100)",
  "random.randbytes(3)[0]",
];

const mistakes = [
  'pkt_98 = IP(source="192.0.2.1")',
  "pkt_98 = IP(ttl=300)",
  'pkt_98 = IP()/TCP(flags="SYN")',
  'pkt_98 = IP()/TCP(dport="https2")',
  "pkt_98 = IP()/TCP(window=65536)",
  "pkt_98 = IP()/TCP\n",
  'pkt_98 = IP(src="192.0.2.300")',
  'pkt_98 = Ether(src="02-00-00-00-00-01")/IP()',
  "x = len(IP()/UDP(dport=70000))",
  "x = undefined_name + 1",
  "x = (IP()/UDP())[TCP].flags",
  'x = "a" + 1',
  "x = [1, 2][5]",
  'x = {"a": 1}["b"]',
  "x = 1 / 0",
  'x = int("q")',
  "a, b = [1, 2, 3]",
  "random.randint(5, 1)",
  'time.sleep("1")',
  'x = "%d" % "a"',
  "x = IP().nothing",
  "x = IP(src=1.2.3.4)",
  'x = IP(src="192.0.2.1" dst="192.0.2.2")',
  "x = [1, 2",
  "x = (1, 2]",
  'x = "abc',
  "    x = 1",
  "for i in range(3)\n    x = i",
  "if 1:\nx = 2",
];
