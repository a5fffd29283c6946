import {
	context,
	type Logger,
	type LoggerOptions,
	type LoggerProvider as ApiLoggerProvider,
	type LogRecord,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { METRICS } from '../catalogue';
import { cleanSimpleAttributes, type AttributeLimits } from '../cleanAttributes';
import { instruments } from '../definition';
import { guard } from '../guard';
import { EmittedLogRecord, type Origin } from './record';

export interface LoggerProviderOptions {
	readonly resource: Resource;
	readonly logRecordLimits: AttributeLimits;
	/** Sees every record, and may change it until it returns. */
	readonly processor: LogRecordProcessor;
}

/** Who makes up names for loggers does not fill the memory: the rest are made anew each time. */
const MOST_LOGGERS = 1_000;

const created = instruments('glasshouse.sdk').counter(METRICS.logsCreated);

/** https://opentelemetry.io/docs/specs/otel/logs/sdk/, of which the SDK's takes 20 ms to load with all it needs. */
export class LoggerProvider implements ApiLoggerProvider {
	private readonly loggers = new Map<string, Logger>();
	private isShutDown = false;

	constructor(private readonly options: LoggerProviderOptions) {}

	/** The same one for the same name, version, schema and attributes. */
	getLogger(name: string, version?: string, { schemaUrl, attributes }: LoggerOptions = {}): Logger {
		const limits = this.options.logRecordLimits;
		const more = cleanSimpleAttributes(attributes, limits);
		const scope = { name: name || 'unknown', version, schemaUrl, ...more };
		const key = JSON.stringify(scope);
		const known = this.loggers.get(key);
		if (known !== undefined) return known;
		const logger = this.newLogger({ resource: this.options.resource, instrumentationScope: scope, limits });
		if (this.loggers.size < MOST_LOGGERS) this.loggers.set(key, logger);
		return logger;
	}

	forceFlush(): Promise<void> {
		return this.options.processor.forceFlush();
	}

	/** From then on nobody is enabled. Safe to call twice. */
	async shutdown(): Promise<void> {
		if (this.isShutDown) return;
		this.isShutDown = true;
		await this.options.processor.shutdown();
	}

	private newLogger(origin: Origin): Logger {
		const { processor } = this.options;
		const enabled: Logger['enabled'] = (asked) => {
			if (this.isShutDown) return false;
			const { instrumentationScope } = origin;
			const { severityNumber, eventName, context: within = context.active() } = asked ?? {};
			return (
				processor.enabled?.({ instrumentationScope, context: within, severityNumber, eventName }) ?? true
			);
		};
		const emit = (given: LogRecord) => {
			if (!enabled(given)) return;
			const within = given.context ?? context.active();
			const record = new EmittedLogRecord(origin, given, within);
			created.add(1);
			processor.onEmit(record, within);
			record.seal();
		};
		return { enabled, emit: (record) => guard('Emitting a log record', () => emit(record)) };
	}
}
