import type { MacAddress } from "../contracts/address.js";
import { ConfigError } from "../contracts/errors.js";
import type { Host } from "../contracts/framing.js";
import type { Persona } from "../contracts/persona.js";
import type { Endpoints } from "./endpoints-schema.js";

export type ScriptHost = Host & { readonly mac: MacAddress };

/**
 * The two documented hosts on one link that `run-script --defaults persona` uses where there is no scenario: nothing is
 * learned there, so both hardware addresses come from the endpoints file.
 */
export function resolveScriptHosts(
  endpoints: Endpoints,
  personas: ReadonlyMap<string, Persona>,
): { readonly client: ScriptHost; readonly server: ScriptHost } {
  const resolve = (key: "client" | "server"): ScriptHost => {
    const { name, ip, mac, persona: wanted } = endpoints.scriptHosts[key];
    const persona = personas.get(wanted);
    if (persona === undefined) {
      throw new ConfigError(
        `endpoints.scriptHosts.${key}.persona: no persona ${JSON.stringify(wanted)}`,
        `known: ${[...personas.keys()].sort().join(", ") || "none"}`,
      );
    }
    return { name, ip, mac, persona };
  };
  return { client: resolve("client"), server: resolve("server") };
}
