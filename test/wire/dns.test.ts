import { describe, expect, it } from "vitest";
import { decodeDns } from "../../src/wire/decode-dns.js";
import { type DnsFields, type DnsMessage, encodeDns } from "../../src/wire/dns.js";
import { bordered, octets } from "./octets.js";

const plain = { opcode: 0, aa: 0, tc: 0, rd: 0, ra: 0, z: 0, ad: 0, cd: 0, rcode: 0 };
const empty = { questions: [], answers: [], authorities: [], additionals: [] };
const counts = { questionCount: 0, answerCount: 0, authorityCount: 0, additionalCount: 0 };

interface Vector {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly message: DnsMessage;
  readonly compress?: boolean;
}

const vectors: readonly Vector[] = [
  {
    name: "query for an A record",
    bytes: octets(`
      1a 2b                      # transaction id
      01 00                      # query, RD
      00 01 00 00 00 00 00 00    # one question
      07 65 78 61 6d 70 6c 65    # example
      03 63 6f 6d 00             # com
      00 01 00 01                # A, IN
    `),
    message: {
      ...plain,
      ...empty,
      ...counts,
      transactionId: 0x1a2b,
      qr: 0,
      rd: 1,
      questionCount: 1,
      questions: [{ name: "example.com", type: 1, class: 1 }],
    },
  },
  {
    name: "answer that points back to the question",
    bytes: octets(`
      1a 2b                      # transaction id
      81 80                      # response, RD, RA
      00 01 00 01 00 00 00 00    # one question, one answer
      07 65 78 61 6d 70 6c 65    # example, at 12
      03 63 6f 6d 00             # com
      00 01 00 01                # A, IN
      c0 0c                      # pointer to 12
      00 01 00 01                # A, IN
      00 00 0e 10                # TTL: 3600
      00 04                      # rdata length
      5d b8 d8 22                # 93.184.216.34
    `),
    compress: true,
    message: {
      ...plain,
      ...empty,
      ...counts,
      transactionId: 0x1a2b,
      qr: 1,
      rd: 1,
      ra: 1,
      questionCount: 1,
      answerCount: 1,
      questions: [{ name: "example.com", type: 1, class: 1 }],
      answers: [
        {
          name: "example.com",
          type: 1,
          class: 1,
          ttl: 3600,
          rdataLength: 4,
          rdata: { kind: "a", address: "93.184.216.34" },
        },
      ],
    },
  },
  {
    name: "the names of RFC 1035 section 4.1.4",
    bytes: octets(`
      00 00 84 00                # response, AA
      00 00 00 04 00 00 00 00    # four answers
      01 46 03 49 53 49          # F.ISI, at 12
      04 41 52 50 41 00          # ARPA, at 18
      00 01 00 01 00 00 00 00 00 04 0a 00 00 34
      03 46 4f 4f c0 0c          # FOO, then the name at 12
      00 05 00 01 00 00 00 00    # CNAME
      00 02 c0 0c                # rdata: the name at 12
      c0 12                      # the name at 18
      00 02 00 01 00 00 00 00    # NS
      00 05 02 41 33 c0 0e       # rdata: A3, then the name at 14
      00                         # the root
      00 0c 00 01 00 00 00 00    # PTR
      00 01 00                   # rdata: the root
    `),
    compress: true,
    message: {
      ...plain,
      ...empty,
      ...counts,
      transactionId: 0,
      qr: 1,
      aa: 1,
      answerCount: 4,
      answers: [
        {
          name: "F.ISI.ARPA",
          type: 1,
          class: 1,
          ttl: 0,
          rdataLength: 4,
          rdata: { kind: "a", address: "10.0.0.52" },
        },
        {
          name: "FOO.F.ISI.ARPA",
          type: 5,
          class: 1,
          ttl: 0,
          rdataLength: 2,
          rdata: { kind: "name", name: "F.ISI.ARPA" },
        },
        {
          name: "ARPA",
          type: 2,
          class: 1,
          ttl: 0,
          rdataLength: 5,
          rdata: { kind: "name", name: "A3.ISI.ARPA" },
        },
        { name: ".", type: 12, class: 1, ttl: 0, rdataLength: 1, rdata: { kind: "name", name: "." } },
      ],
    },
  },
  {
    name: "one record of every other type, uncompressed",
    bytes: octets(`
      ff ff f9 7f                # response, opcode 15, no AA, no TC, RD; no RA, Z, AD, CD, rcode 15
      00 00 00 03 00 01 00 03    # three answers, one authority, three additionals
      01 61 00 00 0f 00 01 00 00 00 01 00 05   # a MX, 5 octets
        00 0a 01 62 00                         # 10 b
      01 61 00 00 10 00 01 00 00 00 02 00 05   # a TXT, 5 octets
        03 78 3d 79 00                         # "x=y" and ""
      01 61 00 00 1c 00 01 00 00 00 03 00 10   # a AAAA
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01
      01 61 00 00 06 00 01 00 00 00 04 00 1a   # a SOA, 26 octets
        01 6d 00 01 72 00                      # m and r
        00 00 00 01 00 00 00 02 00 00 00 03    # serial, refresh, retry
        00 00 00 04 ff ff ff ff                # expire, minimum
      01 61 00 00 21 00 01 00 00 00 05 00 09   # a SRV, 9 octets
        00 01 00 02 00 50 01 74 00             # priority, weight, port, t
      00 00 29 04 d0 00 00 80 00 00 06         # root OPT, payload size 1232, DO, 6 octets
        00 0a 00 02 be ef                      # option 10: cookie
      01 61 00 ff 98 00 03 00 00 00 00 00 02   # a type 65432, class CH
        de ad
    `),
    message: {
      ...plain,
      ...empty,
      transactionId: 0xffff,
      qr: 1,
      opcode: 15,
      rd: 1,
      z: 1,
      ad: 1,
      cd: 1,
      rcode: 15,
      questionCount: 0,
      answerCount: 3,
      authorityCount: 1,
      additionalCount: 3,
      answers: [
        {
          name: "a",
          type: 15,
          class: 1,
          ttl: 1,
          rdataLength: 5,
          rdata: { kind: "mx", preference: 10, exchange: "b" },
        },
        {
          name: "a",
          type: 16,
          class: 1,
          ttl: 2,
          rdataLength: 5,
          rdata: { kind: "txt", strings: [octets("78 3d 79"), octets("")] },
        },
        {
          name: "a",
          type: 28,
          class: 1,
          ttl: 3,
          rdataLength: 16,
          rdata: { kind: "aaaa", address: "2001:db8::1" },
        },
      ],
      authorities: [
        {
          name: "a",
          type: 6,
          class: 1,
          ttl: 4,
          rdataLength: 26,
          rdata: {
            kind: "soa",
            primaryServer: "m",
            mailbox: "r",
            serial: 1,
            refresh: 2,
            retry: 3,
            expire: 4,
            minimum: 0xffff_ffff,
          },
        },
      ],
      additionals: [
        {
          name: "a",
          type: 33,
          class: 1,
          ttl: 5,
          rdataLength: 9,
          rdata: { kind: "srv", priority: 1, weight: 2, port: 80, target: "t" },
        },
        {
          name: ".",
          type: 41,
          class: 1232,
          ttl: 0x8000,
          rdataLength: 6,
          rdata: { kind: "opt", options: [{ code: 10, data: octets("be ef") }] },
        },
        {
          name: "a",
          type: 65432,
          class: 3,
          ttl: 0,
          rdataLength: 2,
          rdata: { kind: "bytes", bytes: octets("de ad") },
        },
      ],
    },
  },
];

describe.each(vectors)("DNS $name", ({ bytes, message, compress }) => {
  it("is decoded, and nothing beside it", () => {
    const wide = bordered(bytes);
    expect(decodeDns(wide.bytes, wide.start, wide.end)).toEqual({ message, messageLength: bytes.length });
  });
  it("is encoded", () => {
    const { questionCount: _q, answerCount: _a, authorityCount: _u, additionalCount: _d, ...rest } = message;
    const records = (list: DnsMessage["answers"]) => list.map(({ rdataLength: _r, ...record }) => record);
    const fields: DnsFields = {
      ...rest,
      answers: records(message.answers),
      authorities: records(message.authorities),
      additionals: records(message.additionals),
    };
    expect(encodeDns(fields, { compress: compress ?? false })).toEqual(bytes);
  });
  it("cut anywhere keeps what was read and says so", () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const decoded = decodeDns(bytes.subarray(0, length));
      expect(decoded.error).toMatchObject({ code: "truncated", layer: "dns" });
      expect(decoded.message === undefined).toBe(length < 12);
    }
  });
});

it("compresses only where it is asked to", () => {
  const fields: DnsFields = {
    questions: [{ name: "a.b" }],
    answers: [{ name: "a.b", rdata: { kind: "a", address: "1.2.3.4" } }],
  };
  expect(encodeDns(fields)).toEqual(
    octets(
      "0000 0000 0001 0001 0000 0000  01 61 01 62 00 0001 0001  01 61 01 62 00 0001 0001 00000000 0004 01020304",
    ),
  );
});

it("points only to names with the same letter case", () => {
  const bytes = encodeDns(
    { questions: [{ name: "a.B" }, { name: "A.B" }, { name: "a.b" }] },
    { compress: true },
  );
  expect(bytes.subarray(12)).toEqual(
    octets("01 61 01 42 00 0001 0001  01 41 c0 0e 0001 0001  01 61 01 62 00 0001 0001"),
  );
});

it("writes what is set even where it is wrong", () => {
  const bytes = encodeDns({
    transactionId: 1,
    questionCount: 7,
    answerCount: 0,
    answers: [{ name: octets("c0 ff"), type: 16, rdataLength: 9, rdata: { kind: "a", address: "1.2.3.4" } }],
  });
  expect(bytes).toEqual(octets("0001 0000 0007 0000 0000 0000  c0ff 0010 0001 00000000 0009 01020304"));
});

describe("names", () => {
  const question = (name: string) => octets(`0000 0000 0001 0000 0000 0000 ${name} 0001 0001`);
  it.each([
    ["a dot within a label", "03 61 2e 62 00", "a\\.b"],
    ["a backslash", "01 5c 00", "\\\\"],
    ["octets that do not print", "03 00 1b ff 00", "\\000\\027\\255"],
    ["a space", "03 61 20 62 00", "a\\032b"],
  ])("escape %s", (_name, hex, text) => {
    expect(decodeDns(question(hex)).message?.questions[0]?.name).toBe(text);
    expect(encodeDns({ questions: [{ name: text }] })).toEqual(question(hex));
  });
  it.each([
    ["a final dot", "a.b.", "01 61 01 62 00"],
    ["an empty label", "a..b", "01 61 00 01 62 00"],
    ["letters outside ASCII", "é", "02 c3 a9 00"],
    ["nothing", "", "00"],
  ])("are encoded with %s", (_name, text, hex) => {
    expect(encodeDns({ questions: [{ name: text }] })).toEqual(question(hex));
  });
  it("have labels of 63 octets at most", () => {
    const bytes = encodeDns({ questions: [{ name: "x".repeat(64) }] });
    expect(bytes[12]).toBe(63);
    expect(bytes.length).toBe(12 + 1 + 63 + 1 + 4);
  });
  it("of 255 octets are read, longer ones refused", () => {
    const label = (length: number) => `${length.toString(16).padStart(2, "0")} ${"61".repeat(length)}`;
    const longest = [63, 63, 63, 61].map(label).join(" ");
    expect(decodeDns(question(`${longest} 00`)).message?.questions[0]?.name).toHaveLength(253);
    const tooLong = [63, 63, 63, 62].map(label).join(" ");
    expect(decodeDns(question(`${tooLong} 00`))).toMatchObject({
      error: { code: "bad-name" },
      message: { questions: [] },
    });
  });
  it.each([
    ["to itself", "c0 0c", "pointer-loop"],
    ["forwards", "c0 20", "pointer-loop"],
    ["back into their own labels", "01 61 c0 0c", "pointer-loop"],
    ["with a label type that is reserved", "40 61 00", "bad-name"],
  ])("are refused that point %s", (_name, hex, code) => {
    const { message, error } = decodeDns(question(hex));
    expect(error).toMatchObject({ code, layer: "dns" });
    expect(message?.questions).toEqual([]);
  });
  it("cost bounded time though every one is a long chain of pointers", () => {
    const bytes = new Uint8Array(65_535);
    bytes[4] = 0xff;
    bytes[5] = 0xff;
    for (let at = 12; at + 1 < bytes.length && at < 0x3ff0; at += 2) {
      bytes[at] = 0xc0 | ((at - 2) >>> 8);
      bytes[at + 1] = at - 2;
    }
    for (let at = 0x3ff0; at + 5 < bytes.length; at += 6) bytes.set(octets("ff ee 00 01 00 01"), at);
    expect(decodeDns(bytes).error?.code).toBe("pointer-loop");
  });
});

it("keeps rdata that does not fit its type as octets, and the records after it", () => {
  const { message, error } = decodeDns(
    octets(`
      0000 8000 0000 0002 0000 0000
      00 0001 0001 00000000 0003 010203    # an A record of three octets
      00 0001 0001 00000000 0004 01020304
    `),
  );
  expect(error).toEqual({ code: "bad-length", layer: "dns", offset: 23 });
  expect(message?.answers.map(({ rdata }) => rdata)).toEqual([
    { kind: "bytes", bytes: octets("010203") },
    { kind: "a", address: "1.2.3.4" },
  ]);
});

it.each([
  ["MX without a name", "000f", "0001 0a"],
  ["CNAME with octets after its name", "0005", "00 ff"],
  ["TXT whose string goes on", "0010", "05 61"],
  ["SOA without numbers", "0006", "00 00 00000001"],
  ["SRV of 6 octets", "0021", "0001 0002 0003"],
  ["OPT whose option goes on", "0029", "000a 0008 ff"],
  ["AAAA of 4 octets", "001c", "01020304"],
])("says of %s that its length is bad", (_name, type, rdata) => {
  const data = octets(rdata);
  const length = data.length.toString(16).padStart(4, "0");
  const { message, error } = decodeDns(
    octets(`0000 8000 0000 0001 0000 0000  00 ${type} 0001 00000000 ${length} ${rdata}`),
  );
  expect(error).toMatchObject({ code: "bad-length", offset: 23 });
  expect(message?.answers[0]?.rdata).toEqual({ kind: "bytes", bytes: data });
});

it("believes no count: 65535 records in 12 octets", () => {
  const { message, error } = decodeDns(octets("0000 0000 ffff ffff ffff ffff"));
  expect(message).toMatchObject({ questionCount: 65535, questions: [], additionals: [] });
  expect(error).toMatchObject({ code: "truncated", offset: 12 });
});
