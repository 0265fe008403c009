import type { IcmpSummary } from "../contracts/summary.js";
import type { Choices } from "./seeded-choices.js";

/** Octets that `ping` sends unless told otherwise (iputils). */
const usualSize = 56;
/** Of the time that `ping` puts before its pattern: seconds and microseconds, eight octets each. */
const timeLength = 16;

/** Requests, each followed by its reply: one identifier, sequence numbers that count up, the data sent back as it came. */
export function writeIcmp(summary: IcmpSummary, choices: Choices): string {
  const { count = 1, id, intervals = [1] } = summary;
  const first = summary.seq ?? 1;
  const ident = id === undefined ? "ident" : `0x${id.toString(16).padStart(4, "0")}`;
  const write = summary.type === "Echo" ? writeEcho : writeTimestamp;
  const lines = id === undefined ? ["ident = random.randint(1, 65535)"] : [];
  for (let index = 0; index < count; index += 1) {
    if (index > 0) lines.push(`time.sleep(${intervals[index - 1] ?? intervals[0]})`);
    const seq = (first + index) & 0xffff;
    lines.push(...write(summary, `id=${ident}, seq=${seq}`, 2 * index + 1, choices));
  }
  return `${lines.join("\n")}\n`;
}

function writeEcho({ source, destination, size = usualSize }: IcmpSummary, header: string, number: number) {
  const data = size === 0 ? "" : `/Raw(load=${size >= timeLength ? timedData(size) : pattern(0, size)})`;
  const repeated = size === 0 ? "" : `/Raw(load=pkt_${number}[Raw].load)`;
  return [
    ...(size >= timeLength ? ["now = time.time()"] : []),
    `pkt_${number} = IP(src="${source.ip}", dst="${destination.ip}")/ICMP(type=8, ${header})${data}`,
    `pkt_${number + 1} = IP(src="${destination.ip}", dst="${source.ip}")/ICMP(type=0, ${header})${repeated}`,
  ];
}

/** As iputils on a 64-bit little-endian machine: when it was sent, then every octet its own place in the data. */
function timedData(size: number): string {
  const time = 'struct.pack("<QQ", int(now), int((now - int(now)) * 1000000))';
  return size === timeLength ? time : `${time} + ${pattern(timeLength, size)}`;
}

/** Octets `from` to `to` of a pattern in which each is its own place, modulo 256. */
function pattern(from: number, to: number): string {
  if (to <= 256) return `bytes(range(${from}, ${to}))`;
  return `(bytes(range(256)) * ${Math.ceil(to / 256)})[${from}:${to}]`;
}

/** RFC 792: milliseconds since midnight UT; the answerer says when it got the request and when it sent the reply. */
function writeTimestamp(
  { source, destination }: IcmpSummary,
  header: string,
  number: number,
  choices: Choices,
) {
  const later = choices.integer(1, 40);
  return [
    "now = int(time.time() * 1000) % 86400000",
    `pkt_${number} = IP(src="${source.ip}", dst="${destination.ip}")/ICMP(type=13, ${header}, ts_ori=now, ts_rx=0, ts_tx=0)`,
    `pkt_${number + 1} = IP(src="${destination.ip}", dst="${source.ip}")/ICMP(type=14, ${header}, ts_ori=now, ts_rx=now + ${later}, ts_tx=now + ${later})`,
  ];
}
