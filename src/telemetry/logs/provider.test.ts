import { context, ROOT_CONTEXT, SeverityNumber, trace, type Logger } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'bun:test';
import { getTelemetry } from '../handle';
import { heard, named } from '../metrics/testing/meters';
import { SettledResource } from '../settledResource';
import { LoggerProvider } from './provider';

type LogRecordHandled = Parameters<LogRecordProcessor['onEmit']>[0];

const resource = new SettledResource({ 'service.name': 'tested' });
const logRecordLimits = { attributeCountLimit: 2, attributeValueLengthLimit: 5 };

function processing(processor: Partial<LogRecordProcessor>): LoggerProvider {
	const nothing = () => Promise.resolve();
	const whole = { onEmit: () => undefined, forceFlush: nothing, shutdown: nothing, ...processor };
	return new LoggerProvider({ resource, logRecordLimits, processor: whole });
}

/** The one record that was emitted with this logger. */
function emitted(emit: (logger: Logger) => void): LogRecordHandled {
	const records: LogRecordHandled[] = [];
	emit(processing({ onEmit: (record) => void records.push(record) }).getLogger('tested'));
	const [record, ...others] = records;
	if (record === undefined || others.length > 0) throw new Error(`${records.length} records were emitted`);
	return record;
}

describe('a logger', () => {
	test('takes the active span where no context is given', () => {
		const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
		const inside = trace.setSpanContext(ROOT_CONTEXT, spanContext);
		const record = context.with(inside, () => emitted((logger) => logger.emit({ body: 'inside' })));
		expect(record.spanContext).toEqual(spanContext);
		const elsewhere = context.with(inside, () =>
			emitted((logger) => logger.emit({ body: 'elsewhere', context: ROOT_CONTEXT })),
		);
		expect(elsewhere.spanContext).toBeUndefined();
	});

	test('says when it was, where nobody else does', () => {
		const before = Date.now();
		const { hrTime, hrTimeObserved } = emitted((logger) => logger.emit({ body: 'now' }));
		const ms = hrTime[0] * 1e3 + hrTime[1] / 1e6;
		expect(Math.abs(ms - before)).toBeLessThan(1_000);
		expect(hrTimeObserved).toEqual(hrTime);
	});

	test('takes a time that is none to be now, and throws nothing', async () => {
		const given = { timestamp: 'yesterday' as unknown as number, body: 'odd' };
		const said = await heard(() => expect(emitted((logger) => logger.emit(given)).body).toBe('odd'));
		expect(said).not.toBeEmpty();
	});

	test('can be changed by who processes its records, until they are through', async () => {
		const record = emitted((logger) => logger.emit({ body: 'first', attributes: { a: 'abcdefgh' } }));
		const before: ReadableLogRecord = { ...record, attributes: { ...record.attributes } };
		const said = await heard(() => {
			record.body = 'later';
			record.setSeverityText('later').setEventName('later').setAttribute('b', 1);
		});
		expect(said).toHaveLength(4);
		expect(record.body).toBe('first');
		expect(record.attributes).toEqual({ a: 'abcde' });
		expect(record.eventName).toBe(before.eventName);
	});

	test('lets a processor change the record, within the limits', () => {
		const records: LogRecordHandled[] = [];
		const provider = processing({
			onEmit: (record) => {
				record.setBody('changed').setSeverityNumber(SeverityNumber.WARN).setSeverityText('WARN');
				record.setAttributes({ b: 'abcdefgh', c: 3, a: 2 }).setEventName('event');
				records.push(record);
			},
		});
		provider.getLogger('tested').emit({ body: 'given', attributes: { a: 1 } });
		expect(records[0]?.attributes).toEqual({ a: 2, b: 'abcde' });
		expect(records).toMatchObject([
			{
				body: 'changed',
				severityNumber: 13,
				severityText: 'WARN',
				eventName: 'event',
				droppedAttributesCount: 1,
			},
		]);
	});

	test('is the same for the same scope', () => {
		const provider = processing({});
		const asked = ['a', '1', { schemaUrl: 's', attributes: { a: 1 } }] as const;
		expect(provider.getLogger(...asked)).toBe(provider.getLogger(...asked));
		expect(provider.getLogger('a', '2')).not.toBe(provider.getLogger('a', '1'));
	});

	test('is kept for a thousand scopes, and works for more', () => {
		const records: LogRecordHandled[] = [];
		const provider = processing({ onEmit: (record) => void records.push(record) });
		const loggers = Array.from({ length: 1_001 }, (_, i) => provider.getLogger(`scope ${i}`));
		expect(provider.getLogger('scope 999')).toBe(loggers[999] as Logger);
		expect(provider.getLogger('scope 1000')).not.toBe(loggers[1000] as Logger);
		provider.getLogger('scope 1000').emit({ body: 'more' });
		expect(records[0]?.instrumentationScope.name).toBe('scope 1000');
	});

	test('is enabled where its processor says so', () => {
		const asked: unknown[] = [];
		const provider = processing({ enabled: (options) => asked.push(options) > 1 });
		const logger = provider.getLogger('tested');
		const options = { severityNumber: SeverityNumber.INFO, eventName: 'event', context: ROOT_CONTEXT };
		expect([logger.enabled(options), logger.enabled()]).toEqual([false, true]);
		expect(asked[0]).toMatchObject({ ...options, instrumentationScope: { name: 'tested' } });
	});

	test('emits nothing where it is not enabled, nor after the shutdown', async () => {
		const records: unknown[] = [];
		const onEmit = (record: unknown) => void records.push(record);
		processing({ onEmit, enabled: () => false })
			.getLogger('off')
			.emit({ body: 'unwanted' });
		let stopped = 0;
		const provider = processing({ onEmit, shutdown: () => Promise.resolve(void (stopped += 1)) });
		await Promise.all([provider.shutdown(), provider.shutdown()]);
		provider.getLogger('late').emit({ body: 'late' });
		expect(provider.getLogger('late').enabled()).toBe(false);
		expect(records).toEqual([]);
		expect(stopped).toBe(1);
	});

	test('does not throw where a processor does', async () => {
		const fail = () => {
			throw new Error('broken');
		};
		const said = await heard(() => processing({ onEmit: fail }).getLogger('tested').emit({ body: 'x' }));
		expect(said).toEqual(['Emitting a log record failed']);
	});

	test('is counted', async () => {
		const count = async () => {
			const collected = await getTelemetry()?.collectMetrics();
			if (collected === undefined) throw new Error('Telemetry is not running');
			const [metric] = named(collected, 'otel.sdk.log.created');
			return Number(metric?.dataPoints[0]?.value ?? 0);
		};
		const before = await count();
		processing({}).getLogger('tested').emit({ body: 'counted' });
		expect(await count()).toBe(before + 1);
	});
});
