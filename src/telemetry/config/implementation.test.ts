import { describe, expect, test } from 'bun:test';
import { parseConfig } from '../config';
import type { Env } from './environment';

const parse = (env: Env) => parseConfig(env, { name: 'app' });
const OFFICIAL = { GLASSHOUSE_TELEMETRY: 'official' };
const OURS_ALONE = {
	GLASSHOUSE_OTLP_SPOOL_DIR: '/spool',
	GLASSHOUSE_KEEP_SLOWER_THAN: '1s',
	OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
};

describe('GLASSHOUSE_TELEMETRY', () => {
	test('is ours unless something else is asked for, in whatever case', () => {
		expect(parse({}).implementation).toBe('glasshouse');
		expect(parse({ GLASSHOUSE_TELEMETRY: ' ' }).implementation).toBe('glasshouse');
		expect(parse({ GLASSHOUSE_TELEMETRY: 'Official' }).implementation).toBe('official');
	});

	test('refuses other names', () => {
		expect(() => parse({ GLASSHOUSE_TELEMETRY: 'theirs' })).toThrow(
			'GLASSHOUSE_TELEMETRY="theirs" is not usable: expected one of glasshouse, official',
		);
	});

	test('refuses a sampler that the official SDK does not have', () => {
		const keep = { OTEL_TRACES_SAMPLER: 'keep_what_matters' };
		expect(parse(keep).sampler).toBe('keep_what_matters');
		expect(() => parse({ ...OFFICIAL, ...keep })).toThrow(
			'OTEL_TRACES_SAMPLER="keep_what_matters" is not usable: expected one of the specification\'s samplers',
		);
	});

	test('lists what only ours could honour, before what nobody knows', () => {
		const set = { ...OURS_ALONE, OTEL_TRACE_SAMPLER: 'x', GLASSHOUSE_KEEP_BUFFER_SPANS: ' ' };
		expect(parse(set).unsupported).toEqual(['OTEL_TRACE_SAMPLER']);
		expect(parse({ ...OFFICIAL, ...set }).unsupported).toEqual([
			'GLASSHOUSE_KEEP_SLOWER_THAN',
			'GLASSHOUSE_OTLP_SPOOL_DIR',
			'OTEL_METRICS_EXEMPLAR_FILTER',
			'OTEL_TRACE_SAMPLER',
		]);
	});

	test('knows the variable that NodeSDK reads by itself, where there is one', () => {
		const set = { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' };
		expect(parse(set).unsupported).toEqual(['OTEL_NODE_EXPERIMENTAL_SDK_METRICS']);
		expect(parse({ ...OFFICIAL, ...set }).unsupported).toEqual([]);
	});
});
