import { ConfigError } from "../contracts/errors.js";
import type { ConnectionConfig, PemSource, TlsConfig } from "./config.js";
import { type Environment, valueOf } from "./state-paths.js";
import { readTextFile } from "./yaml-file.js";

/** What a client or worker connects with, keys included: never log it, never put it into a workflow. */
export interface ConnectionSettings {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  readonly apiKey?: string;
  /** As Temporal's connections take it. */
  readonly tls?: true | TlsSettings;
}

export interface TlsSettings {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Uint8Array;
  readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array };
}

/**
 * Reads the keys and certificates of a connection. `address` is that of the dev server where the configuration names none.
 * @throws ConfigError when a file is missing or a certificate stands without its key
 */
export function readConnectionSettings(
  connection: ConnectionConfig,
  env: Environment,
  address: string,
): ConnectionSettings {
  const apiKey = valueOf(env, connection.apiKeyVariable);
  const details = readTls(connection.tls, env);
  const wanted = connection.tls.enabled ?? (apiKey !== undefined || details !== undefined);
  return {
    address,
    namespace: connection.namespace,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(wanted ? { tls: details ?? true } : {}),
  };
}

function readTls(tls: TlsConfig, env: Environment): TlsSettings | undefined {
  if ((tls.clientCert === undefined) !== (tls.clientKey === undefined)) {
    const [has, lacks] = tls.clientKey === undefined ? ["certificate", "key"] : ["key", "certificate"];
    throw new ConfigError(
      `connection.tls: a client ${has} is given without its ${lacks}`,
      "set both TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH",
    );
  }
  const settings: TlsSettings = {
    ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
    ...(tls.serverCa === undefined ? {} : { serverRootCACertificate: readPem(tls.serverCa, env) }),
    ...(tls.clientCert === undefined || tls.clientKey === undefined
      ? {}
      : { clientCertPair: { crt: readPem(tls.clientCert, env), key: readPem(tls.clientKey, env) } }),
  };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function readPem(source: PemSource, env: Environment): Uint8Array {
  const [text, name] =
    "file" in source
      ? [readTextFile(source.file), source.file]
      : [valueOf(env, source.variable) ?? "", source.variable];
  if (!text.includes("-----BEGIN ")) throw new ConfigError(`${name}: expected PEM text (-----BEGIN …-----)`);
  return new TextEncoder().encode(text);
}
