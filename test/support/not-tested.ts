import { appendFileSync } from "node:fs";
import { expect, it } from "vitest";

/**
 * Registers something this machine cannot test: it is listed at the end of `npm test` as *not tested* with how to get it,
 * and with `CI=true` it is a failure.
 */
export function notTested(what: string, how: string): void {
  it(`${what}: not tested here (${how})`, () => {
    const list = process.env.WIRETALE_NOT_TESTED_FILE;
    if (list !== undefined) appendFileSync(list, `${what}\t${how}\n`);
    if (process.env.CI === "true") expect.fail(`${what} must be tested in CI: ${how}`);
  });
}

/** The folder of data from outside the repository (`paper/`, `captures/`), or undefined where there is none. */
export const testData: string | undefined = process.env.WIRETALE_TEST_DATA;
