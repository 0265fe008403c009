import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { WiretaleError } from "../contracts/errors.js";

/** gRPC's code for what is not there, and for a name that is taken (https://grpc.io/docs/guides/status-codes). */
const notFound = 5;
const alreadyExists = 6;

/**
 * Waits until a server that listens also answers, makes the namespace when it is missing, and keeps the histories of its
 * closed runs for as long as wanted: a dev server's own default is a day.
 * @throws WiretaleError `dev-server-failed`
 */
export async function prepareNamespace(options: {
  readonly address: string;
  readonly namespace: string;
  readonly retentionMs: number;
  readonly timeoutMs: number;
}): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  const connection = Connection.lazy({ address: options.address });
  try {
    for (;;) {
      try {
        return await settleNamespace(connection, options.namespace, Math.round(options.retentionMs / 1000));
      } catch (cause) {
        if (Date.now() >= deadline) {
          const reason = cause instanceof Error ? cause.message : String(cause);
          throw new WiretaleError(
            "dev-server-failed",
            `the server at ${options.address} does not answer: ${reason}`,
            {
              retryable: true,
              cause,
            },
          );
        }
        await pause(100);
      }
    }
  } finally {
    await connection.close();
  }
}

async function settleNamespace(connection: Connection, namespace: string, seconds: number): Promise<void> {
  const service = connection.workflowService;
  const withDeadline = <T>(call: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + 5000, call);
  const kept = await withDeadline(async () => {
    try {
      const { config } = await service.describeNamespace({ namespace });
      return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    } catch (error) {
      if (grpcCode(error) === notFound) return undefined;
      throw error;
    }
  });
  const workflowExecutionRetentionTtl = { seconds: seconds as never };
  if (kept === undefined) {
    await withDeadline(() =>
      service.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
      }),
    ).catch((error: unknown) => {
      if (grpcCode(error) !== alreadyExists) throw error;
    });
  } else if (kept < seconds) {
    await withDeadline(() =>
      service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } }),
    );
  }
}

function grpcCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
