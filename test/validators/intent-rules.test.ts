import { expect, it } from "vitest";
import { checkIntent } from "../../src/validators/check-intent.js";
import { runCases } from "./case.js";
import { dnsExchange, frames, httpExchangeOf, requestText } from "./day-frames.js";
import { dnsSummary, httpSummary } from "./day-scenario.js";
import { intentCases } from "./intent-cases.js";

runCases(intentCases);

it("names the value found and the value fixed, and what to change in the script", () => {
  const [finding] = checkIntent(frames(dnsExchange), { ...dnsSummary, id: 0x0aba });
  expect(finding).toEqual({
    code: "dns-differs-from-description",
    severity: "error",
    group: "intent",
    source: "wiretale",
    frames: [1],
    layer: "dns",
    field: "transactionId",
    message: "the query's transaction id is 0x7210, the description fixes 0x0aba",
    hint: "set id to 0x0aba",
    filter: "frame.number == 1",
  });
});

it("escapes and bounds what a frame says", () => {
  const request = requestText.replace("curl/7.88.1", `\x1b[2J${"x".repeat(5000)}`);
  const [finding] = checkIntent(frames(httpExchangeOf({ request })), httpSummary);
  expect(finding?.message).toContain("the request's User-Agent is \"\\x1b[2Jxxx");
  expect(finding?.message.length).toBeLessThan(250);
});
