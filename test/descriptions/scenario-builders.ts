import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Persona } from "../../src/contracts/persona.js";
import { endpointsSchema, scenarioSchema } from "../../src/descriptions/endpoints-schema.js";
import { resolveScenario, type ScenarioSources } from "../../src/descriptions/resolve-scenario.js";
import type { Sha256 } from "../../src/descriptions/seeded-draws.js";
import { testPersona } from "../support/test-persona.js";

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

export function readYaml(path: string): unknown {
  return parse(readFileSync(path, "utf8"));
}

export const endpoints = endpointsSchema.parse(readYaml("examples/endpoints.yaml"));

export function persona(name: string, more: Partial<Persona> = {}): Persona {
  return {
    ...testPersona,
    name,
    title: name,
    software: { userAgent: "curl/8.5.0", server: "nginx/1.24.0" },
    ...more,
  };
}

export const personas = new Map(
  ["linux-client", "linux-server", "home-router", "linux-curl", "linux-dnsmasq", "linux-nginx", "other"].map(
    (name) => [name, persona(name)],
  ),
);

export function scenarioOf(sources: Partial<ScenarioSources> & { readonly file?: unknown } = {}) {
  const { file, ...rest } = sources;
  return resolveScenario({
    endpoints,
    personas,
    seed: 1,
    sha256,
    ...(file === undefined ? {} : { scenario: scenarioSchema.parse(file) }),
    ...rest,
  });
}
