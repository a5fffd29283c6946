import { describe, expect, test } from 'bun:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { METRICS } from '../../catalogue';
import { definedInstruments } from '../testing/defined';
import { parseExposition, type ParsedFamily } from '../testing/exposition';
import { heard, provider, randomFrom } from '../testing/meters';
import { render, type Format } from './text';

const SAMPLED = trace.setSpanContext(ROOT_CONTEXT, {
	traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
	spanId: '00f067aa0ba902b7',
	traceFlags: 1,
});
const NASTY = 'back\\slash "quoted"\nnew line, } # 1 {é𝄞';

function metering(cardinalityLimit = 2_000) {
	const meters = provider({
		resource: resourceFromAttributes({ 'service.name': NASTY, 'a.b': 1, a_b: 2, list: ['x', 'y'] }),
		exemplarFilter: 'trace_based',
		cardinalityLimit,
	});
	const reader = meters.reader('cumulative');
	const scrape = async (format: Format = 'text') =>
		parseExposition(render(await reader.collect(), format), format);
	return { meters, meter: meters.getMeter('scope', '1.2', { schemaUrl: 'https://example.test' }), scrape };
}

const family = (families: ParsedFamily[], name: string) => families.find((one) => one.name === name);
const FORMATS = ['text', 'openmetrics'] as const;

describe('what a scrape tells', () => {
	test('a histogram, with exemplars in OpenMetrics', async () => {
		const { meter, scrape } = metering();
		const histogram = meter.createHistogram('http.server.request.duration', {
			unit: 's',
			description: NASTY,
			advice: { explicitBucketBoundaries: [0.5, 1, 10] },
		});
		for (const value of [0.25, 0.75, 20])
			histogram.record(value, { 'http.route': NASTY }, value > 0.5 ? SAMPLED : undefined);
		const own = {
			http_route: NASTY,
			otel_scope_name: 'scope',
			otel_scope_version: '1.2',
			otel_scope_schema_url: 'https://example.test',
		};
		const name = 'http_server_request_duration_seconds';
		const exemplar = (value: number) => ({
			labels: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' },
			value,
			timestamp: expect.any(Number) as number,
		});
		expect(family(await scrape('openmetrics'), name)).toEqual({
			name,
			type: 'histogram',
			help: NASTY,
			unit: 'seconds',
			samples: [
				{ name: `${name}_bucket`, labels: { ...own, le: '0.5' }, value: 1 },
				{ name: `${name}_bucket`, labels: { ...own, le: '1.0' }, value: 2, exemplar: exemplar(0.75) },
				{ name: `${name}_bucket`, labels: { ...own, le: '10.0' }, value: 2 },
				{ name: `${name}_bucket`, labels: { ...own, le: '+Inf' }, value: 3, exemplar: exemplar(20) },
				{ name: `${name}_sum`, labels: own, value: 21 },
				{ name: `${name}_count`, labels: own, value: 3 },
			],
		});
		expect(
			family(await scrape(), name)?.samples.map(({ labels: { le }, exemplar: none }) => [le, none]),
		).toEqual([
			['0.5', undefined],
			['1', undefined],
			['10', undefined],
			['+Inf', undefined],
			[undefined, undefined],
			[undefined, undefined],
		]);
	});

	test('a counter, which is called _total by its family in one format and by its sample in both', async () => {
		const { meter, scrape } = metering();
		meter.createCounter('jobs.done', { unit: '{job}' }).add(2, {}, SAMPLED);
		const open = family(await scrape('openmetrics'), 'jobs_done');
		expect(open).toMatchObject({
			type: 'counter',
			samples: [{ name: 'jobs_done_total', value: 2, exemplar: { value: 2 } }],
		});
		const text = family(await scrape(), 'jobs_done_total');
		expect(text).toMatchObject({ type: 'counter', samples: [{ name: 'jobs_done_total', value: 2 }] });
		expect(text?.samples[0]).not.toHaveProperty('exemplar');
	});

	test('gauges, and sums that go up and down, which have no exemplars', async () => {
		const { meter, scrape } = metering();
		meter.createGauge('load', { unit: '1' }).record(-0.5, {}, SAMPLED);
		meter.createUpDownCounter('open', { unit: 'By' }).add(-3, {}, SAMPLED);
		meter.createObservableCounter('spent', { unit: 's' }).addCallback((result) => result.observe(1.5));
		for (const format of FORMATS) {
			const families = await scrape(format);
			expect(family(families, 'load_ratio')).toMatchObject({ type: 'gauge', samples: [{ value: -0.5 }] });
			expect(family(families, 'open_bytes')).toMatchObject({ type: 'gauge', samples: [{ value: -3 }] });
			expect(families.some(({ type, samples }) => type === 'counter' && samples[0]?.value === 1.5)).toBe(
				true,
			);
		}
	});

	test('the resource as target_info, once', async () => {
		const { scrape } = metering();
		const labels = { service_name: NASTY, a_b: '1;2', list: '["x","y"]' };
		expect(family(await scrape(), 'target_info')).toMatchObject({
			type: 'gauge',
			samples: [{ labels, value: 1 }],
		});
		expect(family(await scrape('openmetrics'), 'target')).toMatchObject({
			type: 'info',
			samples: [{ name: 'target_info', labels, value: 1 }],
		});
	});

	test('labels that are not ours to give are renamed, those that become one are joined', async () => {
		const { meter, scrape } = metering();
		const attributes = {
			le: 'x',
			'otel.scope.name': 'y',
			'b.c': 'second',
			'b-c': 'first',
			'1st': true,
			ü: null,
		};
		meter.createHistogram('h').record(1, attributes);
		const [sample] = family(await scrape('openmetrics'), 'h')?.samples ?? [];
		expect(sample?.labels).toMatchObject({
			exported_le: 'x',
			exported_otel_scope_name: 'y',
			b_c: 'first;second',
			_1st: 'true',
			otel_scope_name: 'scope',
		});
	});

	test('metrics of one name are one family; what would contradict it is left out, and diag hears of it', async () => {
		const { meters, meter, scrape } = metering();
		meter.createCounter('same.thing').add(1);
		meters.getMeter('other').createCounter('same_thing').add(2);
		meter.createCounter('same/thing').add(4);
		meter.createUpDownCounter('same.thing.total').add(8);
		meter.createHistogram('timing').record(1);
		meter.createGauge('timing.count').record(8);
		meter.createGauge('target').record(8);
		const said = await heard(async () => {
			for (const format of [...FORMATS, 'text'] as const) {
				const samples = (await scrape(format)).flatMap((one) => one.samples);
				expect(samples.filter(({ name }) => name === 'same_thing_total').map(({ value }) => value)).toEqual([
					1, 2,
				]);
				expect(samples.some(({ value }) => value === 8)).toBe(false);
			}
		});
		expect(said).toHaveLength(4);
	});

	test('what went beyond the limit goes with the exemplar, where there is room for it', async () => {
		const { meter, scrape } = metering(2);
		const exemplarOf = async (name: string, user: string) => {
			const counter = meter.createCounter(name);
			counter.add(1);
			await heard(() => counter.add(1, { user }, SAMPLED));
			return family(await scrape('openmetrics'), name)?.samples[1]?.exemplar?.labels;
		};
		const span = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' };
		expect(await exemplarOf('a', 'me')).toEqual({ user: 'me', ...span });
		expect(await exemplarOf('b', 'x'.repeat(70))).toEqual(span);
	});

	test('the whole catalogue, and random names and attributes, in both formats', async () => {
		const { meter, scrape } = metering();
		definedInstruments(meter, Object.values(METRICS), SAMPLED);
		const random = randomFrom(7);
		const text = () =>
			Array.from({ length: 1 + random.below(6) }, () =>
				random.pick(['a', 'B', '_', '.', '-', '/', '1', '\\', '"', '\n', '{', 'é']),
			).join('');
		await heard(async () => {
			for (let n = 0; n < 300; n++) {
				const attributes = Object.fromEntries(
					Array.from({ length: random.below(4) }, () => [text(), text()]),
				);
				meter
					.createCounter(text(), {
						unit: random.pick(['s', 'By/s', '{x}/s', '{x}', '1', '%', text()]),
						description: text(),
					})
					.add(1, attributes);
				meter.createHistogram(text(), { unit: text() }).record(random.next() * 1e4, attributes, SAMPLED);
				meter.createGauge(text()).record(random.pick([1e21, -1e-9, 0.1, -5]), attributes);
			}
			for (const format of FORMATS) {
				const families = await scrape(format);
				expect(families.length).toBeGreaterThan(100);
				expect(families.filter(({ name }) => name === 'http_server_request_duration_seconds')).toHaveLength(
					1,
				);
			}
		});
	});
});
