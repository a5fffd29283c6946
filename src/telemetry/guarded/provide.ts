import type { Instrumentation } from '@opentelemetry/instrumentation';
import { guardedLoggers } from './loggers';
import { guardedMeters } from './meters';
import { guardedTracers } from './tracers';

/** Gives an instrumentation of others, which guards nothing, providers that do not throw. */
export function provide(instrumentation: Instrumentation): void {
	instrumentation.setTracerProvider(guardedTracers);
	instrumentation.setMeterProvider(guardedMeters);
	instrumentation.setLoggerProvider?.(guardedLoggers);
}
