import { expect, it } from "vitest";
import { runCases } from "./case.js";
import { fileCases } from "./file-cases.js";

runCases(fileCases);

it("names a link type by name and number, and counts its frames", () => {
  const messages = fileCases
    .flatMap(({ findings }) => findings())
    .filter(({ code }) => code === "link-type-not-decoded")
    .map(({ message }) => message);
  expect(messages).toEqual([
    "1 frame from frame 1 on is of IEEE 802.11 (105), which is not taken apart",
    "3 frames from frame 3 on are of link type 147, which is not taken apart",
  ]);
});
