import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePcapng, type PcapngFrame } from "../../../src/capture/pcapng.js";
import { fieldArguments, readTsharkLine, type TsharkFrame } from "./compare-fields.js";

/** The version of the tshark on `PATH`, undefined where there is none. */
export function tsharkVersion(): string | undefined {
  const { status, stdout } = spawnSync("tshark", ["--version"], { encoding: "utf8" });
  return status === 0 ? /^TShark \(Wireshark\) (\S+?)\.?(?:\s|$)/.exec(stdout)?.[1] : undefined;
}

/** Each frame by itself: checksums verified, nothing put together, octets that TCP repeats read again. */
const preferences = [
  "ip.check_checksum:TRUE",
  "tcp.check_checksum:TRUE",
  "udp.check_checksum:TRUE",
  "ip.defragment:FALSE",
  "ipv6.defragment:FALSE",
  "tcp.desegment_tcp_streams:FALSE",
  "tcp.no_subdissector_on_error:FALSE",
  "tcp.relative_sequence_numbers:FALSE",
];

/** tshark's fields of every frame, from one process for all of them. Throws where it fails. */
export function dissect(frames: readonly PcapngFrame[]): readonly TsharkFrame[] {
  const folder = mkdtempSync(join(tmpdir(), "wiretale-fields-"));
  try {
    const file = join(folder, "frames.pcapng");
    writeFileSync(file, encodePcapng(1, frames));
    const options = preferences.flatMap((preference) => ["-o", preference]);
    const { status, stdout, stderr } = spawnSync(
      "tshark",
      ["-n", "-r", file, ...options, ...fieldArguments()],
      {
        encoding: "utf8",
        maxBuffer: 1024 ** 3,
        env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder },
      },
    );
    if (status !== 0) throw new Error(`tshark ended with ${String(status)}: ${stderr}`);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map(readTsharkLine);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
