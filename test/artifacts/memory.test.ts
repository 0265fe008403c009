import {
  createMemoryArtifactStore,
  createMemoryLeases,
  createMemoryRecords,
} from "../../src/artifacts/memory.js";
import { describeArtifactStore, describeCallLeases, describeKeyedRecords } from "./contract.js";

describeArtifactStore("memory", async () => createMemoryArtifactStore());
describeKeyedRecords("memory", async () => createMemoryRecords());
describeCallLeases("memory", async (now) => createMemoryLeases(now));
