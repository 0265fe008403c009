import type { MacAddress } from "../contracts/address.js";
import type { Choices } from "./seeded-choices.js";

/** First three octets by maker (IEEE registry, as Wireshark 4.0 names them), by what kind of machine is behind them. */
const routerPrefixes = [
  // TP-Link
  "50:c7:bf",
  "14:cc:20",
  "ec:08:6b",
  // ASUSTek
  "04:92:26",
  "2c:fd:a1",
  "70:8b:cd",
  // Cisco
  "00:17:df",
  "2c:54:2d",
] as const;

const hostPrefixes = [
  // Intel
  "a4:34:d9",
  "7c:5c:f8",
  "5c:5f:67",
  // Dell
  "b0:83:fe",
  "18:db:f2",
  "f8:b1:56",
  // HP
  "3c:52:82",
  "9c:b6:54",
  "ec:8e:b5",
  // Apple
  "3c:22:fb",
  "f0:18:98",
  "a4:83:e7",
  // Raspberry Pi
  "b8:27:eb",
  "dc:a6:32",
  "e4:5f:01",
] as const;

/** A unicast address of a real maker: of routers for addresses that routers usually have (….1, ….254). */
export function chooseMac(ip: string, choices: Choices): MacAddress {
  const isRouter = /\.(1|254)$/.test(ip);
  const prefix = isRouter ? choices.oneOf(routerPrefixes) : choices.oneOf(hostPrefixes);
  const octets = [1, 2, 3].map(() => choices.integer(0, 255).toString(16).padStart(2, "0"));
  return [prefix, ...octets].join(":");
}
