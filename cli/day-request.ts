import { resolve } from "node:path";
import type { Config } from "../src/config/config.js";
import { loadConfig } from "../src/config/load-config.js";
import { personaNames, readPersona } from "../src/config/read-persona.js";
import { resolveExperts } from "../src/config/resolved-experts.js";
import { checkYaml, readYamlFile, readYamlSource, type YamlSource } from "../src/config/yaml-file.js";
import { ConfigError, UsageError } from "../src/contracts/errors.js";
import type { DayRequest, RunRequest } from "../src/contracts/day.js";
import { taskQueueNames } from "../src/contracts/names.js";
import type { Persona } from "../src/contracts/persona.js";
import type { Timeline, TimelineRequest } from "../src/contracts/timeline.js";
import type { Budget, CacheMode } from "../src/contracts/policy.js";
import { formatEpochMicros } from "../src/contracts/time.js";
import { endpointsSchema, scenarioSchema, type ScenarioFile } from "../src/descriptions/endpoints-schema.js";
import { parseTargetUrl } from "../src/descriptions/parse-target-url.js";
import { personaRoles, resolveScenario } from "../src/descriptions/resolve-scenario.js";
import { personasNamed, type NamedPersona } from "../src/descriptions/personas-named.js";
import { resolveTimeline } from "../src/descriptions/resolve-timeline.js";
import { keyPath } from "../src/descriptions/scenario-fault.js";
import { createDraws } from "../src/descriptions/seeded-draws.js";
import { timelineSchema } from "../src/descriptions/timeline-schema.js";
import type { CliContext } from "./context.js";
import type { PersonaChoices } from "./option-parsers.js";
import { dayRequestId } from "./request-identity.js";

/** What the flags of `day` say of the run itself. */
export interface DayWishes {
  readonly url?: string;
  readonly scenario?: string;
  readonly endpoints?: string;
  readonly seed?: number;
  readonly start?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly persona: PersonaChoices;
  readonly cache: CacheMode;
  readonly budget?: Budget;
  readonly config?: string;
}

export interface PreparedDay {
  readonly config: Config;
  readonly request: RunRequest;
  readonly workflowId: string;
}

/**
 * Settles the whole request from flags, environment and files: what the workflow gets, it never has to ask for.
 * @throws UsageError and ConfigError with the place of every fault
 */
export function prepareDay(wishes: DayWishes, context: CliContext): PreparedDay {
  const { env, cwd } = context;
  const { model, baseUrl, endpoints } = wishes;
  const config = loadConfig({ env, cwd, flags: { config: wishes.config, model, baseUrl, endpoints } });
  const seed = wishes.seed ?? context.drawSeed();
  const source = wishes.scenario === undefined ? undefined : readYamlSource(resolve(cwd, wishes.scenario));
  const budget = wishes.budget === undefined ? config.budget : { ...config.budget, ...wishes.budget };
  const settled = {
    version: 1,
    seed,
    start: wishes.start ?? presentMicrosecond(context, seed),
    startGiven: wishes.start !== undefined,
    experts: resolveExperts(config),
    queues: taskQueueNames(config.taskQueuePrefix),
    policy: config.policy,
    cache: wishes.cache,
    ...(budget === undefined ? {} : { budget }),
  } as const;
  if (source !== undefined && hasActs(source)) {
    const timeline = readTimeline(source, wishes, seed, context);
    const request: TimelineRequest = { ...settled, kind: "timeline", timeline };
    return { config, request, workflowId: dayRequestId(request, context.sha256) };
  }
  checkRoles(wishes.persona);
  const scenarioFile = source === undefined ? undefined : readScenario(source);
  const scenario = resolveScenario({
    endpoints: readYamlFile(config.endpointsFile, endpointsSchema),
    ...(scenarioFile === undefined ? {} : { scenario: scenarioFile }),
    ...(wishes.url === undefined ? {} : { url: wishes.url }),
    personas: readPersonas(wishes.persona, cwd),
    personaByRole: wishes.persona,
    seed,
    sha256: context.sha256,
  });
  const request: DayRequest = { ...settled, scenario };
  return { config, request, workflowId: dayRequestId(request, context.sha256) };
}

/** A file with acts says everything itself; any other only what differs from the endpoints file. */
function hasActs({ value }: YamlSource): boolean {
  return typeof value === "object" && value !== null && ("acts" in value || "hosts" in value);
}

function readTimeline(
  source: YamlSource,
  { url, persona }: DayWishes,
  seed: number,
  { cwd, sha256 }: CliContext,
): Timeline {
  if (url !== undefined)
    throw new UsageError("--url goes with no scenario that has acts", "leave one of the two out");
  const file = checkYaml(source, timelineSchema);
  const unknown = Object.keys(persona).find((host) => !Object.hasOwn(file.hosts, host));
  if (unknown !== undefined) {
    throw new UsageError(
      `--persona ${unknown}=…: ${source.file} has no host ${unknown}`,
      `its hosts are ${Object.keys(file.hosts).join(", ")}`,
    );
  }
  const named = personasNamed(file).map((one) => [one.name, readNamed(one, source, cwd)] as const);
  return resolveTimeline({
    file,
    personas: new Map([...readPersonas(persona, cwd), ...named]),
    personaByHost: persona,
    seed,
    sha256,
    placeOf: source.placeOf,
  });
}

/** What is wrong with a persona is told with the place that names it. */
function readNamed({ name, path }: NamedPersona, { placeOf }: YamlSource, cwd: string): Persona {
  try {
    return readPersona(name, cwd);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${placeOf(path)}: ${keyPath(path)}: ${error.message}`, error.hint, error);
  }
}

function checkRoles(choices: PersonaChoices): void {
  const unknown = Object.keys(choices).find((role) => !personaRoles.some((known) => known === role));
  if (unknown !== undefined)
    throw new UsageError(
      `--persona ${unknown}=…: expected one of the roles ${personaRoles.join(", ")}`,
      "hosts of a scenario with acts go by the names they have there",
    );
}

/** The present millisecond, and microseconds from the seed: no capture begins on a whole one. */
function presentMicrosecond({ now, sha256 }: CliContext, seed: number): string {
  const within = createDraws(seed, sha256).integer("start", 0, 999);
  return formatEpochMicros(BigInt(Math.floor(now())) * 1000n + BigInt(within));
}

/** A scenario file whose URL, too, is told with its place when it is faulty. */
function readScenario(source: YamlSource): ScenarioFile {
  const scenario = checkYaml(source, scenarioSchema);
  if (scenario.url === undefined) return scenario;
  try {
    parseTargetUrl(scenario.url);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new ConfigError(`${source.placeOf(["url"])}: url: ${error.message}`, error.hint, error);
  }
  return scenario;
}

/** Wiretale's own personas by name, and those the user named, by what they were called: a path does too. */
export function readPersonas(choices: PersonaChoices, cwd: string): ReadonlyMap<string, Persona> {
  const names = new Set([...personaNames(), ...Object.values(choices)]);
  return new Map([...names].map((name) => [name, readPersona(name, cwd)]));
}
