// The process between the Temporal dev server and those who use it. It owns the server; each user holds a connection to
// it open, and the system closes that connection however the user dies. When the last one closes, the server is stopped
// and the keeper ends: nobody counts, and no SIGKILL leaves a server behind.
//
// Plain JavaScript, so that it runs unbuilt beside the TypeScript that starts it. The plan comes as JSON in the
// environment, which other users of the machine cannot read; the keeper answers `{"controlPort":N}` on stdout, and until
// its first user has connected, the end of stdin means that nobody will.
//
// Control protocol, lines of JSON on loopback. User: {"token"} to begin, {"release":true} to leave and learn when it is
// done. Keeper: {"welcome":true}, then {"server":{…}} once the server listens or {"failed":text} when it cannot; it closes
// when it has let go.

import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { processStart, thisProcess } from "../../scripts/file-lock.mjs";

/**
 * @typedef {object} KeeperPlan
 * @property {string} binary The `temporal` program.
 * @property {string} serverVersion
 * @property {string[]} args Of `temporal`, without ports.
 * @property {string} databaseFile
 * @property {number} port 0: a free one.
 * @property {number} uiPort 0: a free one.
 * @property {string} recordFile Where users find this keeper.
 * @property {string} logFile What the server prints; begun anew each time.
 * @property {string} token What a user must say first.
 * @property {number} startTimeoutMs
 */

const host = "127.0.0.1";
/** A user that has not said its token by then is none. Milliseconds. */
const greetingTimeoutMs = 5000;
/** How long the server may take to end by itself. Milliseconds. */
const stopTimeoutMs = 8000;

/** @type {KeeperPlan} */
const plan = JSON.parse(process.env.WIRETALE_KEEPER_PLAN ?? "");
delete process.env.WIRETALE_KEEPER_PLAN;
/** @type {Set<import("node:net").Socket>} */
const users = new Set();
let everUsed = false;
let stopping = false;
/** @type {import("node:child_process").ChildProcess | undefined} */
let server;
/** The last line for users who come late. @type {object | undefined} */
let state;

const control = createServer(greet);
control.listen(0, host, () => {
  const address = control.address();
  const controlPort = typeof address === "object" && address !== null ? address.port : 0;
  void run(controlPort);
});
process.stdin.resume().on("end", () => void (everUsed || stop()));
// Whoever started us may be dead already; the end of stdin says so too, and better.
process.stdout.on("error", () => undefined);
process.on("uncaughtException", (error) => {
  // A fault of the keeper's own must not leave the server to itself.
  process.stderr.write(`${error.stack ?? error.message}\n`);
  void stop();
});
for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"]))
  process.on(signal, () => void stop());

/** @param {number} controlPort */
async function run(controlPort) {
  try {
    const ports = await startServer();
    if (stopping) return;
    writeRecord(controlPort, ports);
    tell((state = { server: describe(ports) }));
  } catch (error) {
    if (stopping) return;
    tell((state = { failed: error instanceof Error ? error.message : String(error) }));
    await stop();
  }

  /** Said only when the port is open, and the record only names a server that listens: */
  async function startServer() {
    writeRecord(controlPort, undefined);
    process.stdout.write(`${JSON.stringify({ controlPort })}\n`);
    for (let attempt = 1; ; attempt++) {
      const ports = { port: plan.port || (await freePort()), ui: plan.uiPort || (await freePort()) };
      if (stopping) throw new Error("nobody waits any more");
      const log = spawnServer(ports);
      if (await untilListening(ports.port)) return ports;
      const said = tailOf(log);
      // Somebody may take a free port before the server does.
      const taken = /address already in use/i.test(said) && (plan.port === 0 || plan.uiPort === 0);
      if (stopping || !taken || attempt === 3) throw new Error(said);
    }
  }
}

/** @param {{ port: number, ui: number }} ports */
function spawnServer(ports) {
  const log = openSync(plan.logFile, "w");
  const args = [...plan.args, "--port", String(ports.port), "--ui-port", String(ports.ui)];
  server = spawn(plan.binary, args, { stdio: ["ignore", log, log] });
  closeSync(log);
  server.on("error", (error) => writeFileSync(plan.logFile, `${error.message}\n`, { flag: "a" }));
  server.on("exit", () => {
    // Before it listens, whoever waits for it sees that; afterwards the users learn it as the connection closes.
    if (state !== undefined) void stop();
  });
  return plan.logFile;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} False when the server ended, or took too long.
 */
async function untilListening(port) {
  const deadline = Date.now() + plan.startTimeoutMs;
  while (Date.now() < deadline && !stopping && isRunning()) {
    if (await accepts(port)) return isRunning();
    await pause(50);
  }
  return false;
}

function isRunning() {
  return server?.pid !== undefined && server.exitCode === null && server.signalCode === null;
}

/** @param {{ port: number, ui: number }} ports */
function describe(ports) {
  return {
    address: `${host}:${ports.port}`,
    uiUrl: `http://${host}:${ports.ui}`,
    version: plan.serverVersion,
    databaseFile: plan.databaseFile,
  };
}

/**
 * @param {number} controlPort
 * @param {{ port: number, ui: number } | undefined} ports
 */
function writeRecord(controlPort, ports) {
  const self = thisProcess();
  const pid = server?.pid;
  const record = {
    keeperPid: self.pid,
    keeperStarted: self.started,
    controlPort,
    token: plan.token,
    startedAt: new Date().toISOString(),
    ...(ports === undefined || pid === undefined
      ? {}
      : { pid, pidStarted: processStart(pid), ...describe(ports) }),
  };
  const temporary = `${plan.recordFile}.${process.pid}.tmp`;
  // The token lets in whoever reads it: this user and nobody else.
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, plan.recordFile);
}

/** @param {import("node:net").Socket} socket */
function greet(socket) {
  let text = "";
  socket
    .setEncoding("utf8")
    .setTimeout(greetingTimeoutMs, () => void (users.has(socket) || socket.destroy()));
  socket.on("data", (/** @type {string} */ chunk) => {
    text += chunk;
    if (text.length > 4096) socket.destroy();
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      hear(socket, line);
    }
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => void (users.delete(socket) && users.size === 0 && stop()));
}

/**
 * @param {import("node:net").Socket} socket
 * @param {string} line
 */
function hear(socket, line) {
  const message = parse(line);
  if (users.has(socket)) {
    if (message.release !== true) return;
    if (users.size === 1) void stop();
    else if (users.delete(socket)) socket.end();
  } else if (message.token === plan.token && !stopping) {
    everUsed = true;
    users.add(socket);
    socket.setTimeout(0);
    socket.write(`${JSON.stringify({ welcome: true })}\n`);
    if (state !== undefined) socket.write(`${JSON.stringify(state)}\n`);
  } else {
    socket.destroy();
  }
}

/**
 * @param {string} line
 * @returns {{ token?: unknown, release?: unknown }}
 */
function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Not one of ours: it is shown the door for want of a token.
    return {};
  }
}

/** @param {object} message */
function tell(message) {
  for (const user of users) user.write(`${JSON.stringify(message)}\n`);
}

async function stop() {
  if (stopping) return;
  stopping = true;
  control.close();
  await stopServer();
  const record = readOr(plan.recordFile, "");
  if (record.includes(plan.token)) rmSync(plan.recordFile, { force: true });
  // Users wait for this close: what they wait for has come about by now.
  const said = [...users].map((user) => new Promise((resolve) => user.end(() => resolve(undefined))));
  await Promise.race([Promise.all(said), pause(1000)]);
  process.exit(0);
}

async function stopServer() {
  server?.kill("SIGTERM");
  for (let waited = 0; isRunning(); waited += 20) {
    if (waited > stopTimeoutMs) server?.kill("SIGKILL");
    await pause(20);
  }
}

/** @param {string} file */
function tailOf(file) {
  const lines = readOr(file, "").trim().split("\n").slice(-8);
  const reason = isRunning() ? "it does not answer in time" : "it ended at once";
  return [`the Temporal dev server did not start: ${reason}`, ...lines, `its log: ${file}`].join("\n");
}

/**
 * @param {string} file
 * @param {string} otherwise
 */
function readOr(file, otherwise) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Removed by hand: then there is nothing to read and nothing to remove.
    return otherwise;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (/** @type {boolean} */ value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}
