import { readdirSync } from "node:fs";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { ConfigError, UsageError } from "../../src/contracts/errors.js";
import { checkYaml, parseYamlSource } from "../../src/config/yaml-file.js";
import { endpointsSchema, scenarioSchema } from "../../src/descriptions/endpoints-schema.js";
import { resolveScriptHosts } from "../../src/descriptions/script-hosts.js";
import { endpoints, persona, personas, readYaml, scenarioOf } from "./scenario-builders.js";

describe("resolveScenario", () => {
  it("settles the default day and leaves open what frames are to teach", () => {
    const scenario = scenarioOf();
    expect(scenario.url.href).toBe("http://example.com/");
    expect(scenario.client).toMatchObject({ ip: "192.168.1.23", prefixLength: 24, name: "laptop" });
    expect(scenario.client.mac).toMatch(/^a4:34:d9(:[0-9a-f]{2}){3}$/);
    expect(scenario.router).toMatchObject({ ip: "192.168.1.1", hops: 0, roundTripMicros: 400 });
    expect(scenario.nameServer).toMatchObject({ ip: "192.168.1.1", hops: 0 });
    expect(scenario.site).toMatchObject({ name: "example.com", hops: 11, roundTripMicros: 23_000 });
    expect(scenario.response).toEqual({ code: 200, reasonPhrase: "OK" });
    expect("mac" in scenario.router || "addresses" in scenario.site).toBe(false);
  });

  it("draws an unknown site's path from the seed, within bounds, and the same again", () => {
    const paths = Array.from(
      { length: 40 },
      (_, seed) => scenarioOf({ url: "http://unknown.test/", seed }).site,
    );
    for (const { hops, roundTripMicros } of paths) {
      expect(hops).toBeGreaterThanOrEqual(6);
      expect(hops).toBeLessThanOrEqual(14);
      expect(roundTripMicros).toBeGreaterThanOrEqual(8_000);
      expect(roundTripMicros).toBeLessThanOrEqual(60_000);
    }
    expect(new Set(paths.map(({ hops }) => hops)).size).toBeGreaterThan(3);
    expect(scenarioOf({ url: "http://unknown.test/", seed: 7 }).site).toEqual(paths[7]);
  });

  it("keeps what the files fix, the scenario's before the endpoints file's", () => {
    const scenario = scenarioOf({ file: readYaml("examples/scenarios/fixed-answers.yaml") });
    expect(scenario.client.mac).toBe("3c:22:fb:5a:19:c4");
    expect(scenario.client.name).toBe("laptop");
    expect(scenario.router.mac).toBe("50:c7:bf:8e:71:03");
    expect(scenario.site.addresses).toEqual(["203.0.113.80"]);
  });

  it("puts --url and --persona before everything", () => {
    const scenario = scenarioOf({
      file: readYaml("examples/scenarios/far-resolver.yaml"),
      url: "http://8.8.4.4/",
      personaByRole: { site: "other" },
    });
    expect(scenario.url.href).toBe("http://8.8.4.4/");
    expect(scenario.site.addresses).toEqual(["8.8.4.4"]);
    expect(scenario.site.persona.name).toBe("other");
    expect(scenario.nameServer).toMatchObject({ name: "resolver", hops: 8, roundTripMicros: 14_000 });
    expect(scenario.response).toEqual({ code: 307, reasonPhrase: "Temporary Redirect" });
  });

  it("takes the router itself as a site on the link", () => {
    expect(scenarioOf({ url: "http://192.168.1.1/" }).site).toMatchObject({
      hops: 0,
      roundTripMicros: 400,
      addresses: ["192.168.1.1"],
      persona: persona("home-router"),
    });
  });

  it.each([
    ["a neighbour as literal address", { url: "http://192.168.1.7/" }, "client's own network"],
    ["the client itself", { url: "http://192.168.1.23/" }, "client's own network"],
    ["a persona nobody has", { personaByRole: { client: "toaster" } }, 'no persona "toaster" for client'],
    [
      "a name server among the neighbours",
      { file: { endpoints: { nameServer: { name: "pi", ip: "192.168.1.53", persona: "other" } } } },
      "is not the router",
    ],
    [
      "a router on another network",
      { file: { endpoints: { router: { ip: "192.168.2.1" } } } },
      "client's network",
    ],
    [
      "a site that lives on the link",
      { file: { endpoints: { sites: [{ host: "a.test", addresses: ["192.168.1.9"] }] } } },
      "client's network",
    ],
    [
      "a client that is the broadcast address",
      { file: { endpoints: { client: { ip: "192.168.1.255" } } } },
      "broadcast",
    ],
  ])("refuses %s", (_, sources, message) => {
    expect(() => scenarioOf(sources)).toThrow(UsageError);
    expect(() => scenarioOf(sources)).toThrow(message);
  });
});

describe("files", () => {
  it("every example scenario is accepted and resolves", () => {
    const files = readdirSync("examples/scenarios").filter((file) => file.endsWith(".yaml"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(scenarioOf({ file: readYaml(`examples/scenarios/${file}`) }).url.port).toBeGreaterThan(0);
    }
  });

  it("resolves the two hosts of run-script", () => {
    const { client, server } = resolveScriptHosts(endpoints, personas);
    expect(client).toEqual({
      name: "laptop",
      ip: "192.168.1.23",
      mac: "3c:22:fb:5a:19:c4",
      persona: persona("linux-client"),
    });
    expect(server.mac).not.toBe(client.mac);
  });

  it.each([
    [{ clients: 1 }, "s.yaml:1:1: clients: unknown key"],
    [{ url: "http://a/", response: { code: 99 } }, "response.code: expected at least 200, received 99"],
    [{ response: { code: 299 } }, "response: expected a reasonPhrase, for this code has no usual one"],
    [
      { endpoints: { client: { mac: "ff:ff:ff:ff:ff:ff" } } },
      'client.mac: expected a unicast MAC address: the first octet even, received "ff:ff:ff:ff:ff:ff"',
    ],
    [{ endpoints: { sites: [{ host: "a b" }] } }, "endpoints.sites[0].host: expected a host name"],
    [
      { endpoints: { router: { ip: "10.0.0.300" } } },
      "s.yaml:3:9: endpoints.router.ip: expected an IPv4 address",
    ],
    ["just text", "expected a mapping"],
    [null, "expected a mapping"],
  ])("refuses the scenario %j with place and key path", (value, message) => {
    const read = () => checkYaml(parseYamlSource(stringify(value), "s.yaml"), scenarioSchema);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow("s.yaml:");
  });

  it("refuses an endpoints file without its parts", () => {
    const source = parseYamlSource("client: {}\n", "e.yaml");
    expect(() => checkYaml(source, endpointsSchema)).toThrow(/client\.ip: is missing/);
  });
});
