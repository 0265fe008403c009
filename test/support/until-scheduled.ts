import { setTimeout as pause } from "node:timers/promises";
import type { Client, WorkflowHandle } from "@temporalio/client";

/** Resolves once an activity of that name is scheduled, or done within the workflow's task, in the run or in a conversation. */
export async function untilScheduled(client: Client, workflowId: string, activity: string): Promise<void> {
  const ids = [workflowId, ...["arp", "dns", "http"].map((name) => `${workflowId}/${name}`)];
  for (;;) {
    for (const id of ids) {
      const history = await client.workflow
        .getHandle(id)
        .fetchHistory()
        .catch(() => undefined);
      if (history?.events?.some((event) => activityOf(event) === activity) === true) return;
    }
    await pause(10);
  }
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle["fetchHistory"]>>["events"]>[number];

function activityOf(event: HistoryEvent): string | undefined {
  const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
  // What is done within the workflow's task leaves a marker alone.
  const [data] = event.markerRecordedEventAttributes?.details?.data?.payloads ?? [];
  if (scheduled !== undefined || data?.data == null) return scheduled ?? undefined;
  return (JSON.parse(new TextDecoder().decode(data.data)) as { activity_type?: string }).activity_type;
}
