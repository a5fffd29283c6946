import { ROOT_CONTEXT, SeverityNumber, trace, type LogRecord } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
	LoggerProvider as OfficialLoggerProvider,
	type LogRecordProcessor,
	type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import { expect, test } from 'bun:test';
import type { AttributeLimits } from '../cleanAttributes';
import { heard } from '../metrics/testing/meters';
import { Random } from '../testing/random';
import { randomAttributes, randomText, randomTime, randomValue } from '../testing/randomValues';
import { LoggerProvider } from './provider';

const RECORDS = 3_000;
const RESOURCE = resourceFromAttributes({ 'service.name': 'tested' });
const SEVERITIES = [SeverityNumber.UNSPECIFIED, SeverityNumber.INFO, SeverityNumber.FATAL4] as const;
const LIMITS: readonly [AttributeLimits, ...AttributeLimits[]] = [
	{ attributeCountLimit: 128, attributeValueLengthLimit: Infinity },
	{ attributeCountLimit: 3, attributeValueLengthLimit: 7 },
	{ attributeCountLimit: 0, attributeValueLengthLimit: 1 },
];

/** What code may hand over that knows no types. */
const NONSENSE = [
	undefined,
	Symbol('s'),
	1n,
	() => 1,
	new Date(0),
	/r/,
	new Map(),
	[undefined, 1],
	[() => 1],
] as const;
const EXCEPTIONS = [
	new RangeError('thrown'),
	Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
	Object.assign(new Error('numbered'), { code: 7 }),
	'a text',
	7,
	{ message: 'no error' },
	{},
	null,
] as const;

function randomRecord(random: Random): LogRecord {
	const given: Record<string, unknown> = { ...randomAttributes(random, 6) };
	if (random.chance(0.2)) given[randomText(random)] = random.pick(NONSENSE);
	if (random.chance(0.1)) given['exception.message'] = 'told by the caller';
	const record: Record<string, unknown> = {
		timestamp: randomTime(random),
		observedTimestamp: randomTime(random),
		severityNumber: random.pick(SEVERITIES),
		severityText: randomText(random),
		context: randomContext(random),
	};
	if (random.chance(0.9)) record['attributes'] = given;
	if (random.chance(0.9)) record['body'] = random.chance(0.1) ? null : randomValue(random);
	if (random.chance(0.3)) record['eventName'] = randomText(random);
	if (random.chance(0.3)) record['exception'] = random.pick(EXCEPTIONS);
	return record;
}

function randomContext(random: Random) {
	if (random.chance(0.3)) return ROOT_CONTEXT;
	const traceId = random.chance(0.1) ? 'no trace' : random.hex(32);
	const spanContext = { traceId, spanId: random.hex(16), traceFlags: random.below(2) };
	return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

/** Both, with the same scope and limits, and what came out of each. */
function pair(random: Random) {
	const logRecordLimits = random.pick(LIMITS);
	const scope = [randomText(random), '1.0', scopeOptions(random)] as const;
	const ours: ReadableLogRecord[] = [];
	const theirs: ReadableLogRecord[] = [];
	const own = new LoggerProvider({ resource: RESOURCE, logRecordLimits, processor: into(ours) });
	const official = new OfficialLoggerProvider({
		resource: RESOURCE,
		logRecordLimits,
		processors: [into(theirs)],
	});
	return { loggers: [own.getLogger(...scope), official.getLogger(...scope)], ours, theirs };
}

function scopeOptions(random: Random) {
	if (random.chance(0.5)) return {};
	return { schemaUrl: 'https://schema.test/1', attributes: randomAttributes(random, 5) };
}

function into(records: ReadableLogRecord[]): LogRecordProcessor {
	return {
		onEmit: (record) => void records.push(record),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
}

function told(record: ReadableLogRecord) {
	const { hrTime, hrTimeObserved, spanContext, severityNumber, severityText, body, eventName } = record;
	const { attributes, droppedAttributesCount, instrumentationScope, resource } = record;
	const when = { hrTime, hrTimeObserved };
	const what = { severityNumber, severityText, body, eventName, attributes, droppedAttributesCount };
	return { ...when, ...what, spanContext, instrumentationScope, isSame: resource === RESOURCE };
}

test('log records are those of the official SDK, whatever is emitted', async () => {
	const random = new Random(4);
	const said = await heard(() => {
		for (let emitted = 0; emitted < RECORDS; emitted += 20) {
			const { loggers, ours, theirs } = pair(random);
			for (const record of Array.from({ length: 20 }, () => randomRecord(random))) {
				for (const logger of loggers) logger.emit(record);
			}
			expect(ours.map(told)).toEqual(theirs.map(told));
			expect(ours).toHaveLength(20);
		}
	});
	expect(said.filter((message) => message.startsWith('Not an attribute, and dropped'))).not.toBeEmpty();
});
