import { connect, type Socket } from "node:net";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { isAlive } from "../../scripts/file-lock.mjs";

/** `server.json`: where those who come later find the server. Written by the keeper alone. */
export interface ServerRecord {
  readonly keeperPid: number;
  readonly keeperStarted: string | null;
  /** On loopback. */
  readonly controlPort: number;
  readonly token: string;
  readonly startedAt: string;
  /** The server's own process; this and what follows is there once it listens. */
  readonly pid?: number;
  readonly pidStarted?: string | null;
  readonly address?: string;
  readonly uiUrl?: string;
}

/** A server that listens, as its keeper describes it. */
export interface ServerInfo {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly uiUrl: string;
  /** `1.29.1` */
  readonly version: string;
  readonly databaseFile: string;
}

/** One user's hold on the server: open as long as the server is wanted. */
export interface KeeperLink {
  /** Resolves once the server listens; rejects with the keeper's reason. */
  readonly ready: Promise<ServerInfo>;
  /** Resolves when the keeper has let go, for whatever reason. */
  readonly closed: Promise<void>;
  /** Lets go at once; the server ends when nobody else holds it. */
  drop(): void;
  /** Asks to leave. `closed` resolves when that is done: for the last user, when the server has ended. */
  release(): void;
}

/** The record, or undefined where there is none that can be read: then nobody can be attached to. */
export async function readRecord(file: string): Promise<ServerRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    const record = value as Partial<ServerRecord>;
    return typeof record.keeperPid === "number" &&
      typeof record.controlPort === "number" &&
      typeof record.token === "string"
      ? (record as ServerRecord)
      : undefined;
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && "code" in error && error.code === "ENOENT")
    ) {
      return undefined;
    }
    throw error;
  }
}

export function keeperIsAlive(record: ServerRecord): boolean {
  return isAlive({ pid: record.keeperPid, started: record.keeperStarted });
}

/** A server that outlived its keeper: its process number, or undefined. */
export function orphanOf(record: ServerRecord): number | undefined {
  if (record.pid === undefined || record.pidStarted == null) return undefined;
  return isAlive({ pid: record.pid, started: record.pidStarted }) ? record.pid : undefined;
}

/** Connects to a keeper; undefined when it does not take us, because it is ending or is not the one recorded. */
export async function linkToKeeper(
  record: Pick<ServerRecord, "controlPort" | "token">,
): Promise<KeeperLink | undefined> {
  const socket = connect({ port: record.controlPort, host: "127.0.0.1" });
  // An error is always followed by the close that everybody waits for.
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(`${JSON.stringify({ token: record.token })}\n`);
  const next = messagesOf(socket, closed);
  const first = await next().catch(() => undefined);
  if (first?.welcome !== true) {
    socket.destroy();
    return undefined;
  }
  const ready = next().then(({ server, failed }) => {
    if (server === undefined) throw new KeeperRefusal(failed ?? "the keeper does not say why");
    // Waiting for the server holds the process; holding the server does not: when the process ends, the system closes
    // the connection.
    socket.unref();
    return server;
  });
  ready.catch(() => undefined);
  return {
    ready,
    closed,
    drop: () => socket.destroy(),
    release: () => {
      socket.ref();
      socket.write(`${JSON.stringify({ release: true })}\n`);
    },
  };
}

interface KeeperMessage {
  readonly welcome?: boolean;
  readonly server?: ServerInfo;
  readonly failed?: string;
}

/** The keeper's lines, one a call; rejects with `KeeperGone` when there are no more. */
function messagesOf(socket: Socket, closed: Promise<void>): () => Promise<KeeperMessage> {
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const gone = closed.then(() => ({ done: true as const, value: undefined }));
  return async () => {
    const { done, value } = await Promise.race([lines.next(), gone]);
    if (done === true) throw new KeeperGone("the keeper closed the connection");
    return JSON.parse(value) as KeeperMessage;
  };
}

/** The server could not be started; the message is for the user. */
export class KeeperRefusal extends Error {}
/** The keeper ended meanwhile: there may be another one to turn to. */
export class KeeperGone extends Error {}
