import { trace, type Attributes, type Context } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';
import { Measurements } from './measurements';
import { heard, named, provider, values } from './testing/meters';

const ATTRIBUTES: Attributes = Object.freeze({ a: 1 });

/** Tells what it was told, in its order. */
function telling() {
	const told: [number, Attributes | undefined, string | undefined][] = [];
	const record = (value: number, attributes?: Attributes, context?: Context) => {
		told.push([value, attributes, context && trace.getSpan(context)?.spanContext().spanId]);
	};
	return { told, record };
}

const span = trace.wrapSpanContext({
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	traceFlags: 1,
});

test('measurements are recorded in their order when they are settled, each with its span', () => {
	const measurements = new Measurements();
	const recorder = telling();
	measurements.note(recorder, 1, ATTRIBUTES, span);
	measurements.note(recorder, 2, {}, undefined);
	expect(recorder.told).toEqual([]);
	measurements.settle();
	measurements.settle();
	expect(recorder.told).toEqual([
		[1, ATTRIBUTES, 'b7ad6b7169203331'],
		[2, {}, undefined],
	]);
});

test('they are settled of themselves: a moment later, or where there are many', async () => {
	const measurements = new Measurements();
	const recorder = telling();
	for (let n = 0; n < 1_000; n++) measurements.note(recorder, n, ATTRIBUTES, undefined);
	expect(recorder.told.length).toBeGreaterThan(500);
	expect(recorder.told.length).toBeLessThan(1_000);
	await eventually('the last measurement', () => recorder.told.length === 1_000);
	expect(recorder.told.map(([value]) => value)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
	measurements.note(recorder, 1_000, ATTRIBUTES, undefined);
	await eventually('one more', () => recorder.told.length === 1_001);
});

test('who collects finds them all, with exemplars', async () => {
	const measurements = new Measurements();
	const meters = provider({ exemplarFilter: 'trace_based' });
	const reader = meters.reader('cumulative');
	meters.settleBeforeCollecting(() => measurements.settle());
	const histogram = meters.getMeter('tested').createHistogram('times');
	measurements.note(histogram, 0.5, ATTRIBUTES, span);
	const collected = await reader.collect();
	expect(Object.values(values(collected, 'times'))).toMatchObject([{ count: 1, sum: 0.5 }]);
	expect(JSON.stringify(named(collected, 'times'))).toContain('b7ad6b7169203331');
});

test('one that cannot be recorded is told of, and harms no other', async () => {
	const measurements = new Measurements();
	const recorder = telling();
	const broken = {
		record: () => {
			measurements.settle();
			throw new Error('broken');
		},
	};
	measurements.note(recorder, 1, ATTRIBUTES, undefined);
	measurements.note(broken, 2, ATTRIBUTES, undefined);
	measurements.note(recorder, 3, ATTRIBUTES, undefined);
	expect(await heard(() => measurements.settle())).toEqual(['Recording a measurement failed']);
	expect(recorder.told.map(([value]) => value)).toEqual([1, 3]);
});
