import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { CliContext } from "./context.js";

/** Shows a file to whoever sits at this machine; false where nobody could see it. */
export type LaunchPage = (path: string, env: CliContext["env"]) => Promise<boolean>;

/** Opens the page in the desktop's browser, where there is a desktop. Never throws: a path can always be opened by hand. */
export const launchPage: LaunchPage = async (path, env) => {
  const program = await findOpener(env, process.platform);
  if (program === undefined) return false;
  const child = spawn(program, [path], { detached: true, stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      // The browser stays when this command has ended.
      child.unref();
      resolve(true);
    });
  });
};

/** The program that opens files on this desktop; undefined without a screen, or without such a program. */
export async function findOpener(env: CliContext["env"], platform: string): Promise<string | undefined> {
  if (platform === "darwin") return findOnPath("open", env);
  const hasScreen = [env.DISPLAY, env.WAYLAND_DISPLAY].some((value) => value !== undefined && value !== "");
  return hasScreen ? findOnPath("xdg-open", env) : undefined;
}

async function findOnPath(name: string, env: CliContext["env"]): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
