import { DefaultLogger, Runtime } from "@temporalio/worker";

/** Workers report every change of state; in tests only warnings are of interest. Once per process, before any connection. */
Runtime.install({ logger: new DefaultLogger("WARN") });
