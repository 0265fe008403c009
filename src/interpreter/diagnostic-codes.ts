/** What a code of a diagnostic tells, with an example and what to write instead. */
export interface DiagnosticCodeEntry {
  readonly meaning: string;
  /** A script that gets it; left out where it would be too long to read. */
  readonly example?: string;
  /** What mends it, where nothing closer to the place is known: the hint of last resort. */
  readonly instead: string;
}

/** Every code of a diagnostic. Codes are stable: prompts, tests and reports name them. */
const entries = {
  syntax: {
    meaning: "The text is not Python at this place.",
    example: 'pkt_1 = IP(src="192.0.2.1" dst="192.0.2.2")',
    instead: "write plain Python: name = Layer(field=value)/Layer(field=value)",
  },
  indentation: {
    meaning: "A line is indented where it must not be, or is not where it must be.",
    example: "for port in range(3):\npkt_1 = TCP(dport=port)",
    instead: "indent blocks by four blanks, and nothing else",
  },
  "unsupported-statement": {
    meaning: "A statement of Python that packet scripts lack.",
    example: "while True:\n    pkt_1 = TCP()",
    instead: "write assignments, for loops and if statements",
  },
  "unsupported-expression": {
    meaning: "An expression of Python that packet scripts lack.",
    example: "ports = {80, 443}",
    instead: "write it with lists, for loops and plain values",
  },
  "unsupported-import": {
    meaning: "A module that packet scripts may not import.",
    example: "import subprocess",
    instead: "remove the import",
  },
  "unknown-import": {
    meaning: "A known module has no such name.",
    example: "from scapy.all import TCPP",
    instead: "remove the name from the import",
  },
  "refused-name": {
    meaning: "A name of Python that reaches outside the script or into values.",
    example: 'log = open("log.txt")',
    instead: "build packets with Scapy's layers alone",
  },
  "dunder-name": {
    meaning: "An attribute whose name begins with two underscores.",
    example: "TCP().__class__",
    instead: "read fields of packets only: packet[TCP].sport",
  },
  "unknown-name": {
    meaning: "A name that nothing defines, or that is used before it is assigned.",
    example: "pkt_1 = IP()/tcp(dport=80)",
    instead: "assign it on a line above, or put text in quotes",
  },
  "unknown-attribute": {
    meaning: "A value has no such attribute or method.",
    example: "pkt_1 = TCP()\nport = pkt_1.sprot",
    instead: "read a field of a layer: packet[TCP].sport",
  },
  "unknown-field": {
    meaning: "A layer has no such field.",
    example: 'pkt_1 = IP(source="192.0.2.1")',
    instead: "take a field from the layer's table",
  },
  "unknown-name-of-value": {
    meaning: "A field's values have names, and this is none of them.",
    example: 'pkt_1 = ARP(op="request")',
    instead: "write the number, or a name from the field's table",
  },
  "wrong-type": {
    meaning: "A value of the wrong type, or arguments that do not fit the call.",
    example: "pkt_1 = IP()/TCP",
    instead: "give a value of the type that the message names",
  },
  "wrong-value": {
    meaning: "A value out of range, or one that the packet cannot hold when it is built.",
    example: "pkt_1 = TCP(window=65536)",
    instead: "give a value in the range that the message names",
  },
  "bad-address": {
    meaning: "Text that is no address of the kind the field needs; host names are not looked up.",
    example: 'pkt_1 = IP(dst="www.example.com")',
    instead: 'write the address itself: "192.0.2.1", "2001:db8::1" or "02:00:5e:10:00:01"',
  },
  "bad-packing": {
    meaning: "A format of struct that is wrong or does not fit its values.",
    example: 'struct.pack("!H", 70000)',
    instead: 'one letter of the format for each value: struct.pack("!HI", 80, 1)',
  },
  "division-by-zero": {
    meaning: "A division or remainder by zero.",
    example: "share = 1 / 0",
    instead: "divide by a number that is not 0",
  },
  overflow: {
    meaning: "A number too large for what is done with it.",
    example: "large = math.exp(1000)",
    instead: "use smaller numbers",
  },
  "index-out-of-range": {
    meaning: "An index beyond the ends of a list, tuple, text or range.",
    example: "ports = [80]\nport = ports[1]",
    instead: "indexes go from 0 to the number of items less 1",
  },
  "key-not-found": {
    meaning: "A dict has no such key.",
    example: 'ports = {"http": 80}\nport = ports["https"]',
    instead: "use one of the dict's keys, or get(key, default)",
  },
  "layer-not-found": {
    meaning: "The packet has no such layer.",
    example: "pkt_1 = IP()/TCP()\nport = pkt_1[UDP].sport",
    instead: "name a layer that the packet has",
  },
  "not-known-yet": {
    meaning: "Something of Scapy or Python that the interpreter knows by name but does not do.",
    example: "pkt_1 = IP()/SCTP()",
    instead: 'write the octets into Raw: Raw(load=b"\\x01\\x02")',
  },
  "list-valued-field": {
    meaning: "Several values for one field, which Scapy takes as alternatives.",
    example: 'pkt_1 = IP(dst=["192.0.2.1", "192.0.2.2"])',
    instead: "make one packet for each value",
  },
  "compressed-body": {
    meaning: "An HTTP response that Scapy would compress when it is built, with the time of day in it.",
    example: 'pkt_1 = IP()/TCP()/HTTP()/HTTPResponse(Content_Encoding="gzip")/Raw("body")',
    instead: "leave the encoding out and send the body as it is",
  },
  "budget-source": { meaning: "The script is too long.", instead: "write a shorter script" },
  "budget-nodes": { meaning: "The script has too many parts.", instead: "write a shorter script" },
  "budget-depth": {
    meaning: "Brackets, blocks, operators or values enclose one another too deeply.",
    instead: "split it over several lines with variables",
  },
  "budget-steps": { meaning: "The script takes too many steps.", instead: "loop fewer times" },
  "budget-packets": { meaning: "The script makes too many packets.", instead: "make fewer packets" },
  "budget-bytes": {
    meaning: "The packets are too large, together or one of them.",
    instead: "make fewer or shorter packets",
  },
  "budget-string": { meaning: "A text or bytes value is too long.", instead: "use shorter text" },
  "budget-items": { meaning: "A list, tuple or dict is too long.", instead: "use fewer items" },
  "budget-allocation": {
    meaning: "All values together are too large.",
    instead: "use fewer and shorter values",
  },
  "budget-integer": { meaning: "A number is too large.", instead: "use smaller numbers" },
  "budget-duration": { meaning: "The script sleeps for too long.", instead: "sleep for less" },
} as const satisfies Readonly<Record<string, DiagnosticCodeEntry>>;

export type DiagnosticCode = keyof typeof entries;

export const diagnosticCodes: Readonly<Record<DiagnosticCode, DiagnosticCodeEntry>> = entries;
