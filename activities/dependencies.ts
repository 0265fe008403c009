import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type { CallLeases } from "../src/artifacts/call-leases.js";
import type { KeyedRecords } from "../src/artifacts/keyed-records.js";
import type { ExpertName, ResolvedExpert } from "../src/contracts/expert.js";
import type { PromptTexts } from "../src/contracts/prompt.js";
import type { ChatModel } from "../src/llm/chat-model.js";
import type { ChosenDissector } from "../src/wireshark/choose-dissector.js";

/** Everything an activity touches besides its input: put together by the worker, by hand in tests. */
export interface ActivityDependencies {
  readonly store: ArtifactStore;
  /** Answers already paid for, by what determined them. */
  readonly calls: KeyedRecords;
  /** Who is asking right now. */
  readonly leases: CallLeases;
  /** What runs have come to: requests, finished stages, attempts of conversations that parked. */
  readonly runs: KeyedRecords;
  /** Whether the namespace knows Wiretale's search attributes. */
  readonly searchAttributes: boolean;
  /** The model an expert asks: the one place that knows keys and where the embedded endpoint listens. */
  readonly chatModel: (expert: ResolvedExpert) => ChatModel;
  readonly promptTexts: (expert: ExpertName) => Promise<PromptTexts>;
  /** Wireshark, kept warm; or why there is none. */
  readonly dissector: () => Promise<ChosenDissector>;
  /** Of Wiretale and Node, as the report names them. */
  readonly versions: { readonly wiretale: string; readonly node: string };
  /** SHA-256 of the bytes, 32 octets. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}
