import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac } from "../address-classes.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

const ethernetHardware = 1;

export const dhcpHardwareAddressMismatch: PacketRule = {
  code: "dhcp-hardware-address-mismatch",
  level: "packet",
  about: "dhcp",
  // Wireless repeaters and virtual machines' bridges really do this.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A client's DHCP message, not relayed, whose hardware address is not that of the frame that carries it.",
  why: "The server sends its answer to the address in the message, and binds the lease to it.",
  rfc: "RFC 2131 sections 2 and 4.1",
  example: "the DHCP client hardware address is 3c:22:fb:5a:19:c4, the frame comes from 3c:22:fb:5a:19:99",
  check(frame) {
    const ethernet = layerOf(frame.decoded, "ethernet")?.header;
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    if (ethernet === undefined || dhcp === undefined) return noFaults;
    if (dhcp.operation !== 1 || dhcp.hops !== 0 || dhcp.relayAddress !== "0.0.0.0") return noFaults;
    if (dhcp.hardwareType !== ethernetHardware || dhcp.hardwareLength !== 6) return noFaults;
    if (sameMac(dhcp.clientHardwareAddress, ethernet.source)) return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dhcp",
        field: "clientHardwareAddress",
        message: `the DHCP client hardware address is ${dhcp.clientHardwareAddress}, the frame comes from ${ethernet.source}`,
        hint: "set chaddr to the six octets of Ether's src",
      },
    ];
  },
};
