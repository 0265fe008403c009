/** Names that cross the Temporal boundary. This file imports nothing: workflows, workers and clients all read it. */

export const workflowTypes = {
  dayInTheLife: "dayInTheLife",
  conversation: "conversation",
  scenarioDay: "scenarioDay",
  clientStretch: "clientStretch",
} as const;

/** Failure types, compared across the boundary in place of `instanceof`. */
export const failureTypes = {
  /** An expert's answers stayed wrong after the last repair; details hold the attempts. */
  conversationFailed: "ConversationFailed",
  /** Valid frames from which the fact that the next expert needs could not be read. */
  nothingLearned: "NothingLearned",
  /** The assembled capture was refused by a judge. */
  captureRefused: "CaptureRefused",
  /** A decision came for a conversation that cannot take it. */
  decisionRefused: "DecisionRefused",
  /** The workflow's input is not one this code knows. */
  invalidRequest: "InvalidRequest",
} as const;

/** Keys of what is recorded of runs, apart from Temporal: any text, since the store hashes them. */
export const runRecordKeys = {
  run: (workflowId: string) => `run ${workflowId}`,
  /** A payer is the run id of the first run of a line, so that another run of the same request begins afresh. */
  stage: (payer: string, stage: string) => `stage ${payer} ${stage}`,
  attempts: (payer: string, conversation: string) => `attempts ${payer} ${conversation}`,
  /** What a run came to, for when the server has forgotten it. */
  result: (payer: string) => `result ${payer}`,
  /** Every call that was made for an attempt, by its key: who asks another model does not forget what the first one cost. */
  callsOfAttempt: (payer: string, conversation: string, attempt: number) =>
    `calls ${payer} ${conversation} ${attempt}`,
} as const;

/** Search attributes of Wiretale, all keywords: `WiretaleState` is `running` or `parked`. */
export const searchAttributeNames = {
  state: "WiretaleState",
  stage: "WiretaleStage",
  /** Why it is parked. */
  reason: "WiretaleReason",
} as const;

/** Memo keys of a day, for lists: an unregistered search attribute cannot take them away. */
export const memoKeys = { parked: "parked", stage: "stage", calls: "calls", spent: "spent" } as const;

/** `prefix-workflows`, `prefix-pcap`, `prefix-expert-arp`, …: lower-case and stable, as operators expect of queues. */
export function taskQueueNames(prefix: string) {
  return {
    workflows: `${prefix}-workflows`,
    compute: `${prefix}-pcap`,
    experts: {
      arp: `${prefix}-expert-arp`,
      dns: `${prefix}-expert-dns`,
      http: `${prefix}-expert-tcp-http`,
      icmp: `${prefix}-expert-icmp`,
      tcp: `${prefix}-expert-tcp`,
    },
  } as const;
}

/** The same request has the same id, so a restart finds it: `day-example.com-3fa94c0d11e2`. */
export function dayWorkflowId(host: string, requestDigestHex: string): string {
  return `day-${host}-${requestDigestHex.slice(0, 12)}`;
}

/** Conversations of one client that a workflow of its own goes through, from 1. */
export function stretchWorkflowId(parentWorkflowId: string, client: string, number: number): string {
  return `${parentWorkflowId}/${client}-stretch-${number}`;
}

export function conversationWorkflowId(parentWorkflowId: string, conversation: string): string {
  return `${parentWorkflowId}/${conversation}`;
}

/** What a script's seed is drawn from: SHA-256 of this text, first 4 bytes, big-endian. */
export function scriptSeedText(seed: number, expert: string, conversation: string, attempt: number): string {
  return `${seed}/${expert}/${conversation}/${attempt}`;
}

/** What the persona fill's own random stream is seeded with: never the script's. */
export function fillSeedText(seed: number, conversation: string): string {
  return `${seed}/fill/${conversation}`;
}
