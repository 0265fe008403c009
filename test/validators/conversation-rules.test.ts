import { describe } from "vitest";
import { runCases } from "./case.js";
import { arpCases, captureCases, dnsCases, httpCases, limitCases, tcpCases } from "./conversation-cases.js";

describe("ARP", () => runCases(arpCases));
describe("DNS", () => runCases(dnsCases));
describe("capture", () => runCases(captureCases));
describe("TCP", () => runCases(tcpCases));
describe("HTTP", () => runCases(httpCases));
describe("bounds", () => runCases(limitCases));
