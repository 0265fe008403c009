import type { Persona } from "../contracts/persona.js";
import type { SeededDraws } from "./seeded-draws.js";

/**
 * The port from which a host opens a connection: one step above its last to the same place where its persona walks, else drawn from its
 * range; of its parity. `name`: of the draw; `before`: the last port to the same address and port.
 */
export function ephemeralPort(
  { first, last, parity, step }: Persona["ephemeralPorts"],
  draws: SeededDraws,
  name: string,
  before?: number,
): number {
  const stride = parity === undefined ? 1 : 2;
  const isOff = parity !== undefined && (first % 2 === 0 ? "even" : "odd") !== parity;
  const least = isOff ? first + 1 : first;
  const places = Math.floor((last - least) / stride) + 1;
  if (step === undefined || before === undefined || before < least) {
    return least + stride * draws.integer(name, 0, places - 1);
  }
  const [shortest, longest] = step.map((ports) => Math.max(1, Math.ceil(ports / stride)));
  const place =
    (before - least) / stride + draws.integer(name, shortest ?? 1, Math.max(shortest ?? 1, longest ?? 1));
  return least + stride * (Math.floor(place) % places);
}
