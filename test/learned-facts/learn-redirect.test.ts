import { expect, it } from "vitest";
import { learnRedirect } from "../../src/learned-facts/learn-redirect.js";
import { frames, httpExchangeOf, requestText, responseText } from "../validators/day-frames.js";

const source = { conversation: "client-003-http", framesDigest: "sha256:ef" };
const learn = (response: string, request = requestText) =>
  learnRedirect(frames(httpExchangeOf({ request, response })), source);
const redirect = responseText
  .replace("200 OK", "301 Moved Permanently")
  .replace("Content-Length", "Location: /index.html\r\nContent-Length");

it("reads where the response sends the client, with the frame it stands in", () => {
  expect(learn(redirect)).toEqual({ value: "/index.html", from: { ...source, frameNumber: 6 } });
});

it.each([
  ["of a page", responseText],
  [
    "of a page that names a place all the same",
    responseText.replace("Content-Length", "Location: /a\r\nContent-Length"),
  ],
  ["of a redirect that names none", redirect.replace("Location: /index.html\r\n", "")],
])("reads none %s", (_, response) => {
  expect(learn(response)).toBeUndefined();
});

it("is about the last response of a connection", () => {
  expect(learn(redirect + responseText, requestText + requestText)).toBeUndefined();
  expect(learn(responseText + redirect, requestText + requestText)).toMatchObject({ value: "/index.html" });
});
