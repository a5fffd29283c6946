// Stands in for src/instrumentation.server.ts where Glasshouse is measured with somebody else's telemetry, or none.
// DBOS and the app do not run without a context manager; one that a preload has registered stays.
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
