import { describe, expect, it } from "vitest";
import { runSubject } from "../../src/report/page/run-subject.js";
import { dayRequest } from "../support/day-request.js";
import { timelineOf } from "../timeline/live-acts.js";

const subjectAt = (capture: string) => {
  const { scenario: _, ...plain } = dayRequest("a test");
  const timeline = timelineOf(`
name: a ping
capture: ${capture}
network: 192.168.1.0/24
hosts:
  laptop: { ip: 192.168.1.23, persona: linux-client, mac: "a4:34:d9:51:0e:7c" }
  router: { ip: 192.168.1.1, persona: home-router }
  web: { ip: 203.0.113.80, persona: linux-server${capture === "web" ? ', mac: "b0:83:fe:00:00:01"' : ""} }
acts: { laptop: [{ do: ping, target: web }] }
`);
  return runSubject({ request: { ...plain, kind: "timeline", timeline }, learned: {} });
};

describe("what a page says a scenario's run was about", () => {
  it("who lived it, and where it was captured if not at them", () => {
    expect(subjectAt("client").sentence).toBe("The scenario “a ping”, lived by laptop.");
    expect(subjectAt("web").sentence).toBe("The scenario “a ping”, lived by laptop, captured at web.");
  });

  it("the addresses that nobody had to learn, those of the server's own link among them", () => {
    const own = [
      { host: "laptop", address: "192.168.1.23" },
      { host: "laptop", address: "a4:34:d9:51:0e:7c" },
      { host: "router", address: "192.168.1.1" },
      { host: "web", address: "203.0.113.80" },
    ];
    expect(subjectAt("router").given).toEqual(own);
    expect(subjectAt("web").given).toEqual([
      ...own,
      { host: "web", address: "b0:83:fe:00:00:01" },
      { host: "the router of web", address: expect.stringMatching(/^[0-9a-f:]{17}$/u) as string },
    ]);
  });
});
