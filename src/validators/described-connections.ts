import type { FlowEventName, FlowEvents, FlowListener } from "../flow/flow-events.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { FlowTracker } from "../flow/flow-tracker.js";
import type { HttpExchange, HttpMessage } from "../flow/http-message.js";
import type { TcpConnection } from "../flow/tcp-connection.js";
import type { HttpRequest, HttpResponse } from "../wire/http.js";

/** A TCP connection with the HTTP in it, whole: what a description is compared with. */
export interface DescribedConnection {
  readonly connection: TcpConnection;
  /** Of its segments, in the order of the capture. */
  readonly frames: readonly number[];
  readonly requests: readonly HttpMessage<HttpRequest>[];
  /** Final responses and interim ones. */
  readonly responses: readonly HttpMessage<HttpResponse>[];
  readonly exchanges: readonly HttpExchange[];
}

/** The connections among a script's few frames, in the order of their first segments. */
export function connectionsOf(frames: readonly FlowFrame[]): readonly DescribedConnection[] {
  const collector = new ConnectionCollector();
  const tracker = new FlowTracker(collector);
  for (const frame of frames) tracker.observe(frame);
  tracker.finish();
  return [...collector.connections.values()];
}

interface Collected extends DescribedConnection {
  readonly frames: number[];
  readonly requests: HttpMessage<HttpRequest>[];
  readonly responses: HttpMessage<HttpResponse>[];
  readonly exchanges: HttpExchange[];
}

class ConnectionCollector implements FlowListener {
  readonly connections = new Map<TcpConnection, Collected>();

  emit<Name extends FlowEventName>(name: Name, event: FlowEvents[Name]): void {
    this.handlers[name]?.(event);
  }

  /** Nothing a script makes reaches a bound. */
  limitReached(): void {
    return undefined;
  }

  private readonly handlers: { readonly [Name in FlowEventName]?: (event: FlowEvents[Name]) => void } = {
    tcpSegment: ({ connection, frame }) => this.of(connection).frames.push(frame.frameNumber),
    httpMessage: (message) => {
      const { requests, responses } = this.of(message.connection);
      if (isRequest(message)) requests.push(message);
      else responses.push(message as HttpMessage<HttpResponse>);
    },
    httpExchange: (exchange) => this.of(exchange.connection).exchanges.push(exchange),
  };

  private of(connection: TcpConnection): Collected {
    const known = this.connections.get(connection);
    if (known !== undefined) return known;
    const collected: Collected = { connection, frames: [], requests: [], responses: [], exchanges: [] };
    this.connections.set(connection, collected);
    return collected;
  }
}

function isRequest(message: HttpMessage): message is HttpMessage<HttpRequest> {
  return message.head.kind === "request";
}
