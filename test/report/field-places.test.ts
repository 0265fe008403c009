import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeCapture } from "../../src/capture/read-capture.js";
import { packageRoot } from "../../src/config/package-root.js";
import { frameTree } from "../../src/report/tree/frame-tree.js";
import type { TreeNode } from "../../src/report/tree/tree-node.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { notTested } from "../support/not-tested.js";
import { tsharkVersion } from "../wire/tshark/dissect.js";

/** tshark's name of a field, and ours: where both show it, both must find it at the same octets. */
const sameFields: Readonly<Record<string, string>> = {
  "eth.dst": "ethernet.destination",
  "eth.src": "ethernet.source",
  "eth.type": "ethernet.etherType",
  "arp.opcode": "arp.operation",
  "arp.src.hw_mac": "arp.senderHardwareAddress",
  "arp.src.proto_ipv4": "arp.senderProtocolAddress",
  "arp.dst.hw_mac": "arp.targetHardwareAddress",
  "arp.dst.proto_ipv4": "arp.targetProtocolAddress",
  "ip.len": "ipv4.totalLength",
  "ip.id": "ipv4.identification",
  "ip.ttl": "ipv4.ttl",
  "ip.proto": "ipv4.protocol",
  "ip.checksum": "ipv4.checksum",
  "ip.src": "ipv4.source",
  "ip.dst": "ipv4.destination",
  "icmp.type": "icmpv4.type",
  "icmp.checksum": "icmpv4.checksum",
  "udp.srcport": "udp.sourcePort",
  "udp.length": "udp.length",
  "udp.checksum": "udp.checksum",
  "tcp.srcport": "tcp.sourcePort",
  "tcp.dstport": "tcp.destinationPort",
  "tcp.seq_raw": "tcp.sequenceNumber",
  "tcp.ack_raw": "tcp.acknowledgmentNumber",
  "tcp.flags": "tcp.flags",
  "tcp.window_size_value": "tcp.window",
  "tcp.checksum": "tcp.checksum",
  "tcp.urgent_pointer": "tcp.urgentPointer",
  "dns.id": "dns.transactionId",
  "dns.flags": "dns.qr",
  "dns.count.queries": "dns.questionCount",
  "dns.count.answers": "dns.answerCount",
  "dns.qry.name": "dns.questions.name",
  "dns.qry.type": "dns.questions.type",
  "dns.resp.name": "dns.answers.name",
  "dns.resp.type": "dns.answers.type",
  "dns.resp.ttl": "dns.answers.ttl",
  "dns.resp.len": "dns.answers.rdataLength",
  "dhcp.type": "dhcp.operation",
  "dhcp.id": "dhcp.transactionId",
  "dhcp.ip.your": "dhcp.yourAddress",
};

interface Place {
  readonly offset: number;
  readonly length: number;
}

const version = tsharkVersion();
const captures = ["dns.pcap", "dhcp.pcap", "loss-20.pcap"];

if (version === undefined) notTested("places of fields beside tshark", "apt-get install tshark");
else {
  describe(`places of fields beside tshark ${version}`, () => {
    it.each(captures)("%s", (name) => {
      const path = join(packageRoot(), "test/validators/captures", name);
      const theirs = placesOfTshark(path);
      const read = decodeCapture(readFileSync(path));
      if (!read.ok) throw new Error(read.error.message);
      const differing: string[] = [];
      let compared = 0;
      read.value.frames.forEach(({ bytes, interface: from }, index) => {
        const ours = placesOfOurs(frameTree(decodeFrame(bytes, from.linkType, index + 1)));
        for (const [field, place] of theirs[index] ?? []) {
          const own = ours.get(sameFields[field] ?? "");
          if (own === undefined) continue;
          compared += 1;
          if (own.offset !== place.offset || own.length !== place.length)
            differing.push(
              `frame ${index + 1} ${field}: ${own.offset}+${own.length}, tshark ${place.offset}+${place.length}`,
            );
        }
      });
      expect(differing).toEqual([]);
      expect(compared).toBeGreaterThan(read.value.frames.length * 5);
    });
  });
}

/** Of every frame, the first place of each field that the table names. */
function placesOfTshark(path: string): readonly ReadonlyMap<string, Place>[] {
  const options = ["-o", "tcp.desegment_tcp_streams:FALSE", "-n", "-r", path, "-T", "pdml"];
  const { status, stdout, stderr } = spawnSync("tshark", options, { encoding: "utf8", maxBuffer: 1024 ** 3 });
  if (status !== 0) throw new Error(`tshark ended with ${String(status)}: ${stderr}`);
  return stdout
    .split("<packet>")
    .slice(1)
    .map((packet) => {
      const places = new Map<string, Place>();
      for (const [, name = "", length = "", offset = ""] of packet.matchAll(
        /<field name="([^"]+)"[^>]*? size="(\d+)" pos="(\d+)"/gu,
      )) {
        if (name in sameFields && !places.has(name))
          places.set(name, { offset: Number(offset), length: Number(length) });
      }
      return places;
    });
}

function placesOfOurs(tree: readonly TreeNode[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const visit = (nodes: readonly TreeNode[], path: string): void => {
    for (const { name, offset, length, children = [] } of nodes) {
      const full = path === "" ? name : `${path}.${name}`;
      if (!places.has(full)) places.set(full, { offset, length });
      visit(children, full);
    }
  };
  // The datagram that an error quotes has fields of the same names.
  visit(
    tree.filter(({ name }) => name !== "quoted"),
    "",
  );
  return places;
}
