import { describe, expect, test } from 'bun:test';
import { initialisedOnce, takenByAnother } from '../../src/telemetry/testing/initialisation';
import { diagnose } from './diagnose';
import {
	AT,
	evidenceOf,
	failing,
	health,
	log,
	metric,
	nowhere,
	orphan,
	signal,
	trace,
	type Case,
} from './evidenceFixture';

const CASES: Case[] = [
	{
		name: 'a place that does not answer',
		evidence: { place: 'jaeger', placeError: { status: null, message: 'the connection was refused' } },
		code: 'place_away',
		says: 'the connection was refused',
	},
	{
		name: 'a place that breaks',
		evidence: { place: 'tempo', placeError: { status: 502, message: '502 Bad Gateway' } },
		code: 'place_away',
		says: '502',
	},
	{
		name: 'a place that wants a key',
		evidence: { place: 'signoz', placeError: { status: 401, message: '401 Unauthorized' } },
		code: 'place_key',
		says: 'SIGNOZ_API_KEY',
	},
	{
		name: 'a place that is something else',
		evidence: {
			place: 'jaeger',
			placeError: { status: 200, message: '200, and the answer is not its JSON' },
		},
		code: 'place_address',
		says: '16686',
	},
	{
		name: 'telemetry that is switched off',
		evidence: { place: 'self', health: health({}, { enabled: false, signals: [] }) },
		code: 'disabled',
		says: 'OTEL_SDK_DISABLED',
	},
	{
		name: 'no endpoint at all',
		evidence: {
			health: health(
				{},
				{ signals: [signal('traces', nowhere), signal('metrics', nowhere), signal('logs', nowhere)] },
			),
		},
		code: 'no_endpoint',
		says: 'OTEL_EXPORTER_OTLP_ENDPOINT',
	},
	{
		name: 'one signal that is switched off',
		evidence: { health: health(nowhere) },
		code: 'switched_off',
		says: 'OTEL_TRACES_EXPORTER',
	},
	{
		name: 'a sampler that exports nothing',
		evidence: { health: health({}, { sampler: 'always_off' }) },
		code: 'sampled_out',
		says: 'OTEL_TRACES_SAMPLER',
	},
	{
		name: 'a sampler that exports a share',
		evidence: { health: health({}, { sampler: 'parentbased_traceidratio' }) },
		code: 'sampled_out',
		says: 'parentbased_traceidratio',
	},
	{
		name: 'an SDK that came first',
		evidence: { health: health({}, { initialisation: takenByAnother(AT, 'trace') }) },
		code: 'double',
		says: 'trace of OpenTelemetry’s API had been registered',
	},
	{
		name: 'an SDK that has done no harm yet',
		evidence: {
			lacks: [{ kind: 'initialisation', what: 'telemetry that is initialised once, and alone' }],
			health: health({}, { initialisation: { ...initialisedOnce(AT), once: false, refused: 5 } }),
		},
		code: 'double',
		says: 'was started later',
	},
	{
		name: 'a schedule that has run nothing',
		evidence: { trigger: 'schedule', lacks: [{ kind: 'schedule', what: 'a run' }], health: null },
		code: 'not_scheduled',
		says: 'clocks',
	},
	{
		name: 'a collector that wants a key',
		evidence: { health: failing('401 Unauthorized') },
		code: 'header',
		says: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
	},
	{
		name: 'a path that there is not',
		evidence: { health: failing('404 Not Found') },
		code: 'wrong_endpoint',
		says: 'http://collector:4318/v1/traces',
	},
	{
		name: 'a page that answers everything with 200',
		evidence: {
			health: health({
				lastError: { at: AT, message: '10 were taken: status 200, but the answer cannot be read' },
			}),
		},
		code: 'wrong_endpoint',
		says: 'cannot be read',
	},
	{
		name: 'an encoding that is not taken',
		evidence: { health: failing('415 Unsupported Media Type') },
		code: 'wrong_protocol',
		says: 'OTEL_EXPORTER_OTLP_PROTOCOL',
	},
	{
		name: 'the port of gRPC',
		evidence: {
			health: failing('the connection was closed before the answer', {
				endpoint: 'http://collector:4317/v1/traces',
				lastSuccessAt: null,
			}),
		},
		code: 'wrong_protocol',
		says: '4318',
	},
	{
		name: 'a certificate that is not trusted',
		evidence: { health: failing('the request failed (DEPTH_ZERO_SELF_SIGNED_CERT)') },
		code: 'certificate',
		says: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
	},
	{
		name: 'a collector that is overloaded',
		evidence: { health: failing('503 Service Unavailable') },
		code: 'refused',
		says: '503',
	},
	{
		name: 'a collector that is away',
		evidence: { health: failing('the connection was refused') },
		code: 'collector_away',
		says: 'the connection was refused',
	},
	{
		name: 'a queue that was full',
		evidence: { lacks: [orphan], health: health({ dropped: { queue_full: 7 } }) },
		code: 'dropped',
		says: 'OTEL_BSP_MAX_QUEUE_SIZE',
	},
	{
		name: 'metrics whose time has not come',
		evidence: {
			lacks: [metric],
			health: health({}, { signals: [signal('metrics', { lastSuccessAt: null, exported: 0 })] }),
		},
		code: 'waiting',
		says: '--timeout',
	},
	{
		name: 'what was taken and is not there',
		evidence: { health: health() },
		code: 'elsewhere',
		says: 'http://collector:4318/v1/traces',
	},
	{
		name: 'metrics that nobody scrapes',
		evidence: {
			place: 'prometheus',
			lacks: [metric],
			health: health({}, { scrapeUrl: 'http://127.0.0.1:9464/metrics' }),
		},
		code: 'not_scraped',
		says: 'http://127.0.0.1:9464/metrics',
	},
	{
		name: 'metrics that nobody could scrape',
		evidence: {
			place: 'prometheus',
			lacks: [metric],
			health: health({}, { signals: [signal('metrics', nowhere)] }),
		},
		code: 'not_scraped',
		says: 'OTEL_METRICS_EXPORTER=prometheus',
	},
	{
		name: 'metrics that are sent, and are not in Prometheus',
		evidence: { place: 'prometheus', lacks: [metric], health: health() },
		code: 'elsewhere',
		says: 'http://collector:4318/v1/metrics',
	},
];

test.each(CASES)('$name: $code', ({ evidence, code, says }) => {
	const [likeliest] = diagnose(evidenceOf(evidence));
	expect(likeliest).toMatchObject({ code, text: expect.stringContaining(says) as string });
});

describe('several reasons', () => {
	test('stand in the order of likelihood, each once', () => {
		const lacks = [trace, metric, log];
		const away = { lastError: { at: AT, message: 'the connection was refused' }, lastSuccessAt: null };
		const told = health(
			{},
			{ signals: [signal('traces', away), signal('metrics', away), signal('logs', away)] },
		);
		const reasons = diagnose(evidenceOf({ place: 'signoz', lacks, health: told }));
		expect(reasons.map(({ code }) => code)).toEqual(['collector_away']);
	});

	test('an SDK that came first is no reason where telemetry is switched off', () => {
		const told = health({}, { enabled: false, initialisation: takenByAnother(AT, 'trace') });
		expect(diagnose(evidenceOf({ health: told })).map(({ code }) => code)).not.toContain('double');
	});

	test('a scheduled run that is nowhere may have been taken by another process', () => {
		const reasons = diagnose(evidenceOf({ trigger: 'schedule' }));
		expect(reasons.map(({ code }) => code)).toEqual(['elsewhere', 'another_process']);
	});

	test('nothing missing has none', () => {
		expect(diagnose(evidenceOf({ place: 'otlp', lacks: [] }))).toEqual([]);
	});

	test('the live store has what the sampler leaves out, and knows no way on which it could be lost', () => {
		const told = failing('401 Unauthorized');
		const reasons = diagnose(evidenceOf({ place: 'self', health: { ...told, sampler: 'always_off' } }));
		expect(reasons.map(({ code }) => code)).toEqual(['unknown']);
	});
});
