import { runCases } from "./case.js";
import { scenarioCases } from "./scenario-cases.js";

runCases(scenarioCases);
