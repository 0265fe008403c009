import { layerOf } from "../../wire/decoded-frame.js";
import { dhcpMessageTypes } from "../../wire/dhcp.js";
import { classifyIpv4, describeIpv4Class } from "../address-classes.js";
import { dhcpMessageTypeName, dhcpMessageTypeOf } from "../dhcp-facts.js";
import { noFaults } from "../rule.js";
import type { PacketRule } from "./rule.js";

export const dhcpOfferedAddressImpossible: PacketRule = {
  code: "dhcp-offered-address-impossible",
  level: "packet",
  about: "dhcp",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A DHCP OFFER or ACK of an address that no host can have.",
  why: "The client takes the offered address for its own; 0.0.0.0, loopback and groups are nobody's.",
  rfc: "RFC 2131 section 4.3.1, table 3",
  example: 'the DHCP OFFER is of 0.0.0.0, in 0.0.0.0/8, "this network"',
  check(frame, { profile }) {
    const dhcp = layerOf(frame.decoded, "dhcp")?.message;
    const type = dhcp && dhcpMessageTypeOf(dhcp);
    if (dhcp === undefined || (type !== dhcpMessageTypes.offer && type !== dhcpMessageTypes.ack))
      return noFaults;
    const address = dhcp.yourAddress;
    // The answer to INFORM, whose client keeps its address, offers none, and need not name the client's.
    const isForInform = dhcp.clientAddress !== "0.0.0.0" || profile === "real";
    if (type === dhcpMessageTypes.ack && address === "0.0.0.0" && isForInform) return noFaults;
    if (classifyIpv4(address) === "ordinary") return noFaults;
    return [
      {
        frames: [frame.frameNumber],
        layer: "dhcp",
        field: "yourAddress",
        message: `the DHCP ${dhcpMessageTypeName(type)} is of ${address}, ${describeIpv4Class(address)}`,
        hint: "set yiaddr to the address the client gets",
      },
    ];
  },
};
