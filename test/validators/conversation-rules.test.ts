import { describe } from "vitest";
import { runCases } from "./case.js";
import { furtherCases } from "./further-cases.js";
import {
  arpCases,
  captureCases,
  dnsCases,
  httpCases,
  limitCases,
  realTcpCases,
  tcpCases,
} from "./conversation-cases.js";

describe("further", () => runCases(furtherCases));
describe("ARP", () => runCases(arpCases));
describe("DNS", () => runCases(dnsCases));
describe("capture", () => runCases(captureCases));
describe("TCP", () => runCases(tcpCases));
describe("HTTP", () => runCases(httpCases));
describe("TCP on real networks", () => runCases(realTcpCases));
describe("bounds", () => runCases(limitCases));
