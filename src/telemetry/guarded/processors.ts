import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { report } from '../guard';

type LogRecord = Parameters<LogRecordProcessor['onEmit']>[0];
type Enabled = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];

/**
 * Several processors as one. The SDK calls them from inside `startSpan` and `end`, which are called by the host:
 * where one throws, the host and the other processors do not notice.
 */
export class GuardedSpanProcessors implements SpanProcessor {
	private readonly ending: readonly SpanProcessor[];

	constructor(private readonly processors: readonly SpanProcessor[]) {
		this.ending = processors.filter(({ onEnding }) => onEnding !== undefined);
	}

	onStart(span: Span, parentContext: Context): void {
		for (const processor of this.processors) {
			try {
				processor.onStart(span, parentContext);
			} catch (error) {
				report('Processing the start of a span', error);
			}
		}
	}

	onEnding(span: Span): void {
		for (const processor of this.ending) {
			try {
				processor.onEnding?.(span);
			} catch (error) {
				report('Processing a span that ends', error);
			}
		}
	}

	onEnd(span: ReadableSpan): void {
		for (const processor of this.processors) {
			try {
				processor.onEnd(span);
			} catch (error) {
				report('Processing the end of a span', error);
			}
		}
	}

	forceFlush(): Promise<void> {
		return forEach(this.processors, 'Flushing spans', (processor) => processor.forceFlush());
	}

	shutdown(): Promise<void> {
		return forEach(this.processors, 'Stopping a span processor', (processor) => processor.shutdown());
	}
}

/** The same for log records, whose processors are called from inside `emit`. */
export class GuardedLogRecordProcessors implements LogRecordProcessor {
	constructor(private readonly processors: readonly LogRecordProcessor[]) {}

	onEmit(record: LogRecord, context?: Context): void {
		for (const processor of this.processors) {
			try {
				processor.onEmit(record, context);
			} catch (error) {
				report('Processing a log record', error);
			}
		}
	}

	/** Whether anybody wants such records. Who cannot say is asked again when there is one. */
	enabled(options: Enabled): boolean {
		for (const processor of this.processors) {
			try {
				if (processor.enabled?.(options) ?? true) return true;
			} catch (error) {
				report('Asking a log record processor', error);
				return true;
			}
		}
		return false;
	}

	forceFlush(): Promise<void> {
		return forEach(this.processors, 'Flushing log records', (processor) => processor.forceFlush());
	}

	shutdown(): Promise<void> {
		return forEach(this.processors, 'Stopping a log record processor', (processor) => processor.shutdown());
	}
}

async function forEach<P>(
	processors: readonly P[],
	what: string,
	act: (processor: P) => Promise<void>,
): Promise<void> {
	const outcomes = await Promise.allSettled(processors.map(async (processor) => act(processor)));
	for (const outcome of outcomes) if (outcome.status === 'rejected') report(what, outcome.reason);
}
