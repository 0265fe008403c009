import { resolve } from "node:path";
import { ConfigError } from "../contracts/errors.js";
import { type Layer, namedLayer } from "./layers.js";
import { type Environment, valueOf } from "./state-paths.js";

/** Variables that hold PEM text themselves: Temporal's own names. */
export const tlsDataVariables = {
  serverCa: "TEMPORAL_TLS_SERVER_CA_CERT_DATA",
  clientCert: "TEMPORAL_TLS_CLIENT_CERT_DATA",
  clientKey: "TEMPORAL_TLS_CLIENT_KEY_DATA",
} as const;

const plain: readonly (readonly [string, readonly string[]])[] = [
  ["TEMPORAL_ADDRESS", ["connection", "address"]],
  ["TEMPORAL_NAMESPACE", ["connection", "namespace"]],
  ["TEMPORAL_TLS_SERVER_NAME", ["connection", "tls", "serverName"]],
];
const files: readonly (readonly [string, readonly string[]])[] = [
  ["TEMPORAL_TLS_SERVER_CA_CERT_PATH", ["connection", "tls", "serverCaFile"]],
  ["TEMPORAL_TLS_CLIENT_CERT_PATH", ["connection", "tls", "clientCertFile"]],
  ["TEMPORAL_TLS_CLIENT_KEY_PATH", ["connection", "tls", "clientKeyFile"]],
];

/**
 * Which server to use, as far as the environment says so. The API key is not read here.
 * @throws ConfigError for a variable that would be ignored otherwise
 */
export function connectionLayer(env: Environment, cwd: string): Layer {
  if (valueOf(env, "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION") !== undefined) {
    throw new ConfigError(
      "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: Wiretale always checks the server's certificate",
      "trust its authority with TEMPORAL_TLS_SERVER_CA_CERT_PATH, name it with TEMPORAL_TLS_SERVER_NAME",
    );
  }
  const values = plain.map(([name, path]) => ({ name, path, value: valueOf(env, name) as unknown }));
  for (const [name, path] of files) {
    const file = valueOf(env, name);
    values.push({ name, path, value: file === undefined ? undefined : resolve(cwd, file) });
  }
  values.push({ name: "TEMPORAL_TLS", path: ["connection", "tls", "enabled"], value: switchOf(env) });
  return namedLayer(values.filter(({ value }) => value !== undefined));
}

function switchOf(env: Environment): boolean | undefined {
  const text = valueOf(env, "TEMPORAL_TLS")?.toLowerCase();
  if (text === undefined) return undefined;
  if (["true", "1"].includes(text)) return true;
  if (["false", "0"].includes(text)) return false;
  throw new ConfigError(`TEMPORAL_TLS: expected true or false, received ${JSON.stringify(text)}`);
}
