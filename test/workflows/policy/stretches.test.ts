import { expect, it } from "vitest";
import { conversationsPerStretch, isStretchOver, mustFollow } from "../../../workflows/policy/stretches.js";
import { timelineOf } from "../../timeline/live-acts.js";

it("ends a stretch at its number of conversations, and not before", () => {
  expect([0, 1, conversationsPerStretch - 1].map(isStretchOver)).toEqual([false, false, false]);
  expect([conversationsPerStretch, conversationsPerStretch + 1].map(isStretchOver)).toEqual([true, true]);
});

const scenario = (options: { readonly mac?: string; readonly names?: string; readonly clients?: string }) =>
  timelineOf(`
network: 192.168.1.0/24
hosts:
  one: { ip: 192.168.1.23, persona: linux-client }
  two: { ip: 192.168.1.24, persona: linux-client }
  router: { ip: 192.168.1.1, persona: home-router${options.mac ?? ""} }
nameServers: { router: { names: ${options.names ?? "{}"} } }
acts: { ${options.clients ?? "one: [{ do: idle, seconds: 1 }], two: [{ do: idle, seconds: 1 }]"} }
`);
const mac = ', mac: "50:c7:bf:2e:40:11"';

it.each<[string, Parameters<typeof scenario>[0], boolean]>([
  ["everything is fixed", { mac, names: "{ a.example: { addresses: [203.0.113.9] } }" }, false],
  ["a hardware address is open", { names: "{ a.example: { addresses: [203.0.113.9] } }" }, true],
  ["an address is open", { mac, names: "{ a.example: {} }" }, true],
  ["there is one client alone", { clients: "one: [{ do: idle, seconds: 1 }]" }, false],
])("clients live one after the other where they must: %s", (_, options, expected) => {
  expect(mustFollow(scenario(options))).toBe(expected);
});
