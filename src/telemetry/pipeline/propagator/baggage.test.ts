import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing, W3CBaggagePropagator } from '@opentelemetry/core';
import { expect, test } from 'bun:test';
import { BaggagePropagator } from './baggage';

const own = new BaggagePropagator();
const official = new W3CBaggagePropagator();

const HEADERS: readonly (string | string[])[] = [
	'',
	'a=1',
	'a=1;meta=2, b = %C3%BC',
	'nonsense',
	['a=1', 'b=2'],
	[],
	`a=${'1'.repeat(5_000)},b=2`,
];

function entriesOf(propagator: BaggagePropagator | W3CBaggagePropagator, carrier: unknown) {
	const extracted = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
	return propagation
		.getBaggage(extracted)
		?.getAllEntries()
		.map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);
}

test.each(HEADERS.map((header) => [header] as const))(
	'reads %p as the official propagator does',
	(baggage) => {
		expect(entriesOf(own, { baggage })).toEqual(entriesOf(official, { baggage }));
	},
);

test('writes what the official propagator writes, and nothing where there is none, or tracing is suppressed', () => {
	const baggage = propagation.createBaggage({ a: { value: 'ü,;' }, b: { value: '2' } });
	const filled = propagation.setBaggage(ROOT_CONTEXT, baggage);
	const written = (propagator: BaggagePropagator | W3CBaggagePropagator, context = filled) => {
		const carrier = {};
		propagator.inject(context, carrier, defaultTextMapSetter);
		return carrier;
	};
	expect(written(own)).toEqual(written(official));
	expect(written(own)).toEqual({ baggage: 'a=%C3%BC%2C%3B,b=2' });
	expect(written(own, ROOT_CONTEXT)).toEqual({});
	expect(written(own, suppressTracing(filled))).toEqual({});
	expect(own.fields()).toEqual(official.fields());
});
