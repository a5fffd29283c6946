import {
	context,
	logs,
	SeverityNumber,
	trace,
	TraceFlags,
	type AnyValue,
	type LogRecord,
} from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'bun:test';
import { emitLog } from '../pipeline/logs';
import { liveStore } from '../testing/live';
import { LiveLogRecordProcessor } from './logProcessor';
import { BOUNDS, MemoryLiveStore } from './store';
import type { LiveEvent, LiveLog } from './types';

const SPAN = {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	traceFlags: TraceFlags.SAMPLED,
};

function setUp() {
	const exporter = new InMemoryLogRecordExporter();
	const store: MemoryLiveStore = new MemoryLiveStore((line) => emitLog(line, own), BOUNDS, 10);
	const provider = new LoggerProvider({
		processors: [new LiveLogRecordProcessor(store), new SimpleLogRecordProcessor({ exporter })],
	});
	const own = provider.getLogger('glasshouse');
	const events: LiveEvent[] = [];
	store.subscribe((event) => events.push(event));
	const lines = () => events.flatMap((event) => (event.type === 'log' ? [event.log] : []));
	const exported = () => exporter.getFinishedLogRecords().map(({ body }) => body);
	const emit = (record: LogRecord, scope = 'other') => provider.getLogger(scope).emit(record);
	return { store, emit, lines, exported };
}

function line(message: string): LiveLog {
	const { traceId, spanId } = SPAN;
	return { timeUnixNano: '1700000000000000001', level: 'info', message, traceId, spanId, attributes: {} };
}

describe('what others log through the API', () => {
	test('is shown under its span, and exported once', () => {
		const { store, emit, lines, exported } = setUp();
		const attributes = { text: 'a', list: [1, 2], deep: { a: [1] } };
		context.with(trace.setSpanContext(context.active(), SPAN), () =>
			emit({ timestamp: [17, 5], severityNumber: SeverityNumber.WARN2, body: 'said', attributes }),
		);
		const expected: LiveLog = {
			timeUnixNano: '17000000005',
			level: 'warn',
			message: 'said',
			...SPAN,
			attributes: { text: 'a', list: [1, 2], deep: '{"a":[1]}' },
		};
		expect(store.logs(SPAN.traceId)).toEqual([expected]);
		expect(lines()).toEqual([expected]);
		expect(exported()).toEqual(['said']);
	});

	test("is not mixed up with the app's own lines, which are shown and exported once, too", () => {
		const { store, emit, lines, exported } = setUp();
		store.log(line('own'));
		emit({ body: 'other' });
		emit({ body: 'other in a scope of the same name' }, 'glasshouse');
		store.log(line('own again'));
		const all = ['own', 'other', 'other in a scope of the same name', 'own again'];
		expect(lines().map(({ message }) => message)).toEqual(all);
		expect(exported()).toEqual(all);
	});

	test('that fails in between leaves nothing behind that hides later ones', () => {
		const store = new MemoryLiveStore(() => {
			throw new Error('nobody takes it');
		});
		const provider = new LoggerProvider({ processors: [new LiveLogRecordProcessor(store)] });
		store.log(line('own'));
		const context_ = trace.setSpanContext(context.active(), SPAN);
		provider.getLogger('other').emit({ body: 'other', context: context_ });
		expect(store.logs(SPAN.traceId).map(({ message }) => message)).toEqual(['own', 'other']);
	});

	test.each<[SeverityNumber | undefined, LiveLog['level']]>([
		[undefined, 'info'],
		[SeverityNumber.UNSPECIFIED, 'info'],
		[SeverityNumber.TRACE, 'trace'],
		[SeverityNumber.TRACE4, 'trace'],
		[SeverityNumber.DEBUG, 'debug'],
		[SeverityNumber.INFO4, 'info'],
		[SeverityNumber.WARN, 'warn'],
		[SeverityNumber.ERROR4, 'error'],
		[SeverityNumber.FATAL, 'fatal'],
		[SeverityNumber.FATAL4, 'fatal'],
	])('of severity %p is shown as %s', (severityNumber, level) => {
		const { emit, lines } = setUp();
		emit({ severityNumber, body: 'x' });
		expect(lines()).toMatchObject([{ level, traceId: null, spanId: null }]);
	});

	const itself: Record<string, AnyValue> = {};
	itself['itself'] = itself;
	test.each<[LogRecord, string]>([
		[{ body: { a: [1, 'b'] } }, '{"a":[1,"b"]}'],
		[{ body: 7 }, '7'],
		[{ body: '' }, ''],
		[{}, ''],
		[{ eventName: 'user.left' }, 'user.left'],
		[{ body: itself }, '[object Object]'],
		[{ body: 'x'.repeat(20_000) }, 'x'.repeat(10_000)],
	])('is told in words, whatever its body: %#', (record, message) => {
		const { emit, lines } = setUp();
		emit(record);
		expect(lines()).toMatchObject([{ message }]);
	});

	test('comes to the live store of the preload', () => {
		const traceId = crypto.randomUUID().replaceAll('-', '');
		const within = trace.setSpanContext(context.active(), { ...SPAN, traceId });
		logs.getLogger('third party').emit({ body: 'by the API', context: within });
		expect(liveStore().logs(traceId)).toMatchObject([{ message: 'by the API', level: 'info' }]);
	});
});

test('no more than a few megabytes of lines are held, however long they are', () => {
	const store = new MemoryLiveStore(undefined, BOUNDS, 5_000);
	const attributes = { list: ['x'.repeat(200_000), 1, null], text: 'y'.repeat(200_000) };
	for (const long of [line('x'.repeat(400_000)), { ...line(''), attributes }]) {
		for (let i = 0; i < 8; i += 1) store.log(long);
		expect(store.logs(SPAN.traceId)).toHaveLength(4);
	}
	expect(store.dropped().logs).toBe(12);
});
