import { ROOT_CONTEXT, SeverityNumber, trace, type Context, type Logger } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Random } from './random';
import { randomAttributes, randomText, randomTime, randomValue } from './randomValues';

const SEVERITIES = [
	SeverityNumber.UNSPECIFIED,
	SeverityNumber.TRACE,
	SeverityNumber.INFO,
	SeverityNumber.FATAL4,
] as const;

/** Log records as the SDK emits them, in and outside of spans, with bodies of every type. */
export function randomLogs(random: Random, count: number): ReadableLogRecord[] {
	const emitted: ReadableLogRecord[] = [];
	const loggers: [Logger, ...Logger[]] = [randomLogger(random, emitted), randomLogger(random, emitted)];
	while (emitted.length < count) emitLog(random, random.pick(loggers));
	return emitted;
}

function randomLogger(random: Random, emitted: ReadableLogRecord[]): Logger {
	const provider = new LoggerProvider({
		resource: resourceFromAttributes(randomAttributes(random, 4)),
		logRecordLimits: random.chance(0.5) ? {} : { attributeCountLimit: 2, attributeValueLengthLimit: 7 },
		processors: [
			{
				onEmit: (record) => void emitted.push(record),
				forceFlush: () => Promise.resolve(),
				shutdown: () => Promise.resolve(),
			},
		],
	});
	const options = random.chance(0.5) ? { attributes: randomAttributes(random, 2) } : undefined;
	return provider.getLogger(randomText(random) || 'scope', '1.0', options);
}

function emitLog(random: Random, logger: Logger): void {
	logger.emit({
		timestamp: randomTime(random),
		observedTimestamp: randomTime(random),
		severityNumber: random.pick(SEVERITIES),
		severityText: randomText(random),
		...(random.chance(0.9) ? { body: random.chance(0.1) ? null : randomValue(random) } : {}),
		...(random.chance(0.3) ? { eventName: randomText(random) } : {}),
		attributes: randomAttributes(random, 6),
		context: randomSpan(random),
	});
}

function randomSpan(random: Random): Context {
	if (random.chance(0.3)) return ROOT_CONTEXT;
	const context = { traceId: random.hex(32), spanId: random.hex(16), traceFlags: random.below(2) };
	return trace.setSpanContext(ROOT_CONTEXT, context);
}
