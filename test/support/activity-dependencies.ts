import { createHash } from "node:crypto";
import type { ActivityDependencies } from "../../activities/dependencies.js";
import {
  createMemoryArtifactStore,
  createMemoryLeases,
  createMemoryRecords,
} from "../../src/artifacts/memory.js";

/** Dependencies in memory; what a test does not give throws when it is touched. */
export function activityDependencies(given: Partial<ActivityDependencies> = {}): ActivityDependencies {
  const unused = () => {
    throw new Error("not part of this test");
  };
  return {
    store: createMemoryArtifactStore(),
    calls: createMemoryRecords(),
    leases: createMemoryLeases(),
    runs: createMemoryRecords(),
    searchAttributes: false,
    chatModel: unused,
    promptTexts: unused,
    dissector: unused,
    versions: { wiretale: "0", node: "0" },
    sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
    ...given,
  };
}
