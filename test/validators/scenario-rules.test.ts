import { expect, it } from "vitest";
import { formatFinding, runCases } from "./case.js";
import { scenarioCases } from "./scenario-cases.js";

runCases(scenarioCases);

it.each(scenarioCases)("$rule, in a VLAN: $what", ({ taggedFindings, expected }) => {
  expect(taggedFindings().map(formatFinding)).toEqual(expected);
});
