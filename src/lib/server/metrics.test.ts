import { describe, expect, test } from 'bun:test';
import { METRICS as LIBRARY } from '../../telemetry/catalogue';
import { AppError } from './errors';
import { METRICS } from './metrics';
import { recordCall } from './metrics/calls';
import { countWebhook, recordLatency } from './metrics/checks';
import { countLogLine } from './metrics/log';
import { countSessionDrops } from './metrics/sessions';
import { countRetry, countRun, recordStep } from './metrics/workflows';
import { withSpan } from './telemetry';
import { pointsOf, valueOf } from './testMetrics';

const definitions = Object.values(METRICS);

describe('the catalogue', () => {
	test.each(definitions)('$name is told as OpenTelemetry tells metrics', (definition) => {
		expect(definition.name).toMatch(/^[a-z]+(\.[a-z_]+)+$/);
		expect(definition.unit).toMatch(/^(s|1|\{[a-z]+\})$/);
		expect(definition.description).toEndWith('.');
		expect('buckets' in definition).toBe(definition.instrument === 'histogram');
	});

	test('buckets rise', () => {
		const all = definitions.flatMap((definition) => ('buckets' in definition ? [definition.buckets] : []));
		for (const buckets of all) expect([...buckets]).toEqual([...buckets].sort((a, b) => a - b));
		expect(all.length).toBeGreaterThan(2);
	});

	test('has no name twice, nor one of the library', () => {
		const names = [...definitions, ...Object.values(LIBRARY)].map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});

/** By how much a metric rises, for those attributes, while something is done. */
async function rise(definition: (typeof definitions)[number], attributes: object, act: () => void) {
	const before = await valueOf(definition, { ...attributes });
	act();
	return (await valueOf(definition, { ...attributes })) - before;
}

const now = () => performance.now();

describe('a call of a procedure', () => {
	test('that succeeds has system and method', async () => {
		const attributes = { 'rpc.system.name': 'orpc', 'rpc.method': 'test.fine' };
		expect(await rise(METRICS.rpcCallDuration, attributes, () => recordCall('test.fine', now()))).toBe(1);
		const points = await pointsOf(METRICS.rpcCallDuration);
		expect(points.find((point) => point.attributes['rpc.method'] === 'test.fine')?.attributes).toEqual(
			attributes,
		);
	});

	test('that is refused has a status and is no error', async () => {
		recordCall('test.refused', now(), new AppError('NOT_FOUND', 'no'));
		const points = await pointsOf(METRICS.rpcCallDuration);
		expect(points.find((point) => point.attributes['rpc.method'] === 'test.refused')?.attributes).toEqual({
			'rpc.system.name': 'orpc',
			'rpc.method': 'test.refused',
			'rpc.response.status_code': 'NOT_FOUND',
		});
	});

	test('that fails is an error too', async () => {
		const attributes = { 'rpc.response.status_code': 'INTERNAL', 'error.type': 'INTERNAL' };
		const fail = () => recordCall('test.broken', now(), new AppError('INTERNAL', 'broke'));
		expect(await rise(METRICS.rpcCallDuration, { 'rpc.method': 'test.broken', ...attributes }, fail)).toBe(1);
	});
});

test('each thing that is counted rises by one, under its attributes', async () => {
	const cases = [
		[METRICS.runs, { 'glasshouse.run.state': 'x', 'glasshouse.run.trigger': 'y' }, () => countRun('x', 'y')],
		[METRICS.stepDuration, { 'glasshouse.step': 'a' }, () => recordStep('a', 1)],
		[
			METRICS.stepDuration,
			{ 'glasshouse.step': 'b', 'error.type': 'RangeError' },
			() => recordStep('b', 1, new RangeError('far')),
		],
		[METRICS.retries, { 'glasshouse.verdict': 'x' }, () => countRetry('x')],
		[METRICS.checkLatency, { 'glasshouse.check.id': '1' }, () => recordLatency({ id: '1', name: 'one' }, 5)],
		[METRICS.webhooks, { 'error.type': 'FORBIDDEN' }, () => countWebhook(new AppError('FORBIDDEN', 'no'))],
		[METRICS.sessionDrops, { 'glasshouse.drop.reason': 'rate' }, () => countSessionDrops('rate', 1)],
		[METRICS.logLines, { 'glasshouse.log.level': 'x' }, () => countLogLine('x')],
	] as const;
	for (const [definition, attributes, act] of cases) {
		expect(await rise(definition, attributes, act)).toBe(1);
	}
});

test('what is measured inside a span leads back to it', async () => {
	const traceId = withSpan('measured', (span) => {
		recordStep('exemplary', 3);
		return span.spanContext().traceId;
	});
	const points = await pointsOf(METRICS.stepDuration);
	const point = points.find(({ attributes }) => attributes['glasshouse.step'] === 'exemplary');
	expect(point?.exemplars.map((exemplar) => exemplar.traceId)).toEqual([traceId]);
});

test('no point carries an attribute that its definition does not name', async () => {
	for (const definition of definitions) {
		const allowed = new Set<string>(definition.attributes);
		for (const { attributes } of await pointsOf(definition)) {
			expect(Object.keys(attributes).filter((key) => !allowed.has(key))).toEqual([]);
		}
	}
});
