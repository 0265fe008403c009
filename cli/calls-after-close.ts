import {
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from "@temporalio/client";

type Interceptor = NonNullable<ConnectionOptions["interceptors"]>[number];
type Call = ReturnType<Parameters<Interceptor>[1]>;
/** The library's type asks for its own class, and its own `nextCall` gives what only looks like it. */
type AnsweredCall = ReturnType<Interceptor>;

/**
 * The client's own retries, and behind them a guard: a retry waits in a timer that nothing clears, and its call on a channel that
 * was closed meanwhile would throw out of that timer and end the process. Such a call ends as cancelled instead.
 */
export function retriesUntilClosed(): Interceptor[] {
  return [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), guard];
}

const guard: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as AnsweredCall;
  } catch (error) {
    if (error instanceof Error && /channel .*(?:shut down|closed)/iu.test(error.message))
      return cancelledCall as AnsweredCall;
    throw error;
  }
};

/** gRPC's number for it. */
const cancelled = 1;

/** Ends as soon as it starts. */
const cancelledCall: Call = {
  start(metadata, listener) {
    listener?.onReceiveMessage?.(null);
    listener?.onReceiveStatus?.({ code: cancelled, details: "the connection is closed", metadata });
  },
  cancelWithStatus: () => undefined,
  getPeer: () => "",
  sendMessageWithContext: () => undefined,
  sendMessage: () => undefined,
  startRead: () => undefined,
  halfClose: () => undefined,
  getAuthContext: () => null,
};
