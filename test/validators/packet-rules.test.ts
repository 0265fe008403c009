import { runCases } from "./case.js";
import { packetCases } from "./packet-cases.js";

runCases(packetCases);
