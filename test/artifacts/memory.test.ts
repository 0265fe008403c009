import { createMemoryArtifactStore, createMemoryCallRecords } from "../../src/artifacts/memory.js";
import { describeArtifactStore, describeCallRecords } from "./contract.js";

describeArtifactStore("memory", async () => createMemoryArtifactStore());
describeCallRecords("memory", async () => createMemoryCallRecords());
