import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where Wiretale keeps what outlives a command. Nothing is made here. */
export interface StatePaths {
  /** `WIRETALE_HOME`, else `$XDG_STATE_HOME/wiretale`, else `~/.local/state/wiretale`. */
  readonly home: string;
  /** Artifacts by digest. */
  readonly store: string;
  /** What can be fetched or built again: `$XDG_CACHE_HOME/wiretale`, else `~/.cache/wiretale`. */
  readonly cache: string;
}

/** The folders, from the environment. A relative `WIRETALE_HOME` starts at `cwd`. */
export function statePaths(env: Environment, cwd: string = process.cwd()): StatePaths {
  const user = valueOf(env, "HOME") ?? homedir();
  const own = valueOf(env, "WIRETALE_HOME");
  const home =
    own === undefined
      ? join(xdg(env, "XDG_STATE_HOME", join(user, ".local", "state")), "wiretale")
      : resolve(cwd, own);
  return {
    home,
    store: join(home, "store"),
    cache: join(xdg(env, "XDG_CACHE_HOME", join(user, ".cache")), "wiretale"),
  };
}

/** The XDG base directory specification says to ignore relative paths. */
function xdg(env: Environment, name: string, otherwise: string): string {
  const value = valueOf(env, name);
  return value !== undefined && isAbsolute(value) ? value : otherwise;
}

/** A variable's value; one set to nothing counts as unset. */
export function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === "" ? undefined : value;
}
