import { createNoopMeter, ROOT_CONTEXT } from '@opentelemetry/api';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { heard } from '../metrics/testing/meters';
import { GuardedLogRecordProcessors, GuardedSpanProcessors } from './processors';

const fail = () => {
	throw new Error('broken');
};
const reject = () => Promise.reject(new Error('broken'));

test('a span processor that throws is told of, and the others are called in their order', async () => {
	const called: string[] = [];
	const note = (name: string): SpanProcessor => ({
		onStart: () => called.push(`${name} start`),
		onEnding: () => called.push(`${name} ending`),
		onEnd: () => called.push(`${name} end`),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(void called.push(`${name} shutdown`)),
	});
	const broken: SpanProcessor = {
		onStart: fail,
		onEnding: fail,
		onEnd: fail,
		forceFlush: fail,
		shutdown: reject,
	};
	const provider = new TracerProvider({
		spanProcessors: [new GuardedSpanProcessors([note('a'), broken, note('b')])],
	});
	const said = await heard(async () => {
		provider.getTracer('tested').startSpan('span', {}, ROOT_CONTEXT).end();
		await provider.forceFlush();
		await provider.shutdown();
	});
	const order = ['start', 'ending', 'end', 'shutdown'].flatMap((what) => [`a ${what}`, `b ${what}`]);
	expect(called).toEqual(order);
	expect(said).toEqual([
		'Processing the start of a span failed',
		'Processing a span that ends failed',
		'Processing the end of a span failed',
		'Flushing spans failed',
		'Stopping a span processor failed',
	]);
});

test('a log record processor that throws is told of, and the others are called', async () => {
	const bodies: unknown[] = [];
	const broken: LogRecordProcessor = {
		onEmit: fail,
		enabled: () => false,
		forceFlush: reject,
		shutdown: fail,
	};
	const good: LogRecordProcessor = {
		onEmit: ({ body }) => void bodies.push(body),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
	const provider = new LoggerProvider({
		processors: [new GuardedLogRecordProcessors([broken, good])],
		meterProvider: { getMeter: () => createNoopMeter() },
	});
	const said = await heard(async () => {
		provider.getLogger('tested').emit({ body: 'said' });
		await provider.forceFlush();
		await provider.shutdown();
	});
	expect(bodies).toEqual(['said']);
	expect(said).toEqual([
		'Processing a log record failed',
		'Flushing log records failed',
		'Stopping a log record processor failed',
	]);
});

test('records that no processor wants are not made', () => {
	const unwanted: LogRecordProcessor = {
		onEmit: fail,
		enabled: () => false,
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
	const logger = (processors: LogRecordProcessor[]) =>
		new LoggerProvider({ processors: [new GuardedLogRecordProcessors(processors)] }).getLogger('tested');
	expect(logger([unwanted]).enabled()).toBe(false);
	expect(logger([]).enabled()).toBe(false);
	expect(logger([unwanted, { ...unwanted, enabled: fail }]).enabled()).toBe(true);
});
