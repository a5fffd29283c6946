import { TraceFlags } from '@opentelemetry/api';
import { beforeAll, describe, expect, test } from 'bun:test';
import { untraced } from '../support/client';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startProgram, type Program } from '../support/program';

const REQUESTS = 120;
/** What a request does in both services, whose spans are then: SERVER, work, CLIENT; SERVER, work. */
const FRONT_SPANS = 3;
const BACK_SPANS = 2;

interface Service {
	program: Program;
	url: string;
}

async function startService(name: string, env: Record<string, string>): Promise<Service> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/sampled.ts'];
	const program = startProgram(command, { env: { OTEL_SERVICE_NAME: name, ...env } });
	const [, url = ''] = await program.line(/listening on (\S+)/);
	return { program, url };
}

/** Stops a service, which flushes. @returns its traces by decision */
async function decisionsOf({ program }: Service): Promise<Record<string, number>> {
	expect(await program.stop()).toBe(0);
	const [, json = ''] = await program.line(/decisions (.*)/);
	return JSON.parse(json) as Record<string, number>;
}

interface Result {
	receiver: Receiver;
	front: Record<string, number>;
	back: Record<string, number>;
	/** Trace ids by what was asked. */
	asked: Map<string, string[]>;
}

/** Asks a service that asks another, each kind of request `REQUESTS` times; then stops both. */
async function askBoth(
	kinds: readonly string[],
	env: Record<string, string>,
	backEnv: Record<string, string> = {},
	headers: Record<string, string> = {},
): Promise<Result> {
	const receiver = startReceiver();
	const both = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env };
	const back = await startService('back', { ...both, ...backEnv });
	const front = await startService('front', { ...both, NEXT_URL: back.url });
	const asked = new Map<string, string[]>();
	for (const kind of kinds) {
		const asking = Array.from({ length: REQUESTS }, () => untraced(front.url + kind, { headers }));
		asked.set(kind, await Promise.all((await Promise.all(asking)).map((response) => response.text())));
	}
	const decisions = { front: await decisionsOf(front), back: await decisionsOf(back) };
	await receiver.stop();
	return { receiver, asked, ...decisions };
}

/** How many spans of a trace each service exported. */
function countsOf({ receiver, asked }: Result, kind: string): { front: number; back: number }[] {
	const byTrace = Map.groupBy(receiver.spans, ({ traceId }: ReceivedSpan) => traceId);
	return (asked.get(kind) ?? []).map((traceId) => {
		const spans = byTrace.get(traceId) ?? [];
		const of = (name: string) => spans.filter(({ service }) => service === name).length;
		return { front: of('front'), back: of('back') };
	});
}

/** How many traces came without the sampled flag, or not at all. */
function unsampledOf({ receiver, asked }: Result, kind: string): number {
	const flagged = receiver.spans.filter(({ flags }) => (flags & TraceFlags.SAMPLED) !== 0);
	const sampled = new Set(flagged.map(({ traceId }) => traceId));
	return (asked.get(kind) ?? []).filter((traceId) => !sampled.has(traceId)).length;
}

const whole = ({ front, back }: { front: number; back: number }) =>
	front === FRONT_SPANS && back === BACK_SPANS;
const nothing = ({ front, back }: { front: number; back: number }) => front === 0 && back === 0;

describe('keep_what_matters, in two services of which one calls the other', () => {
	const kinds = ['/ok', '/slow', '/fail?in=front', '/fail?in=back'] as const;
	let result: Result;

	beforeAll(async () => {
		result = await askBoth(kinds, {
			OTEL_TRACES_SAMPLER: 'keep_what_matters',
			OTEL_TRACES_SAMPLER_ARG: '0.2',
			GLASSHOUSE_KEEP_SLOWER_THAN: '600s,/slow=0ms',
		});
	});

	test('a trace in which nothing happened is there as a whole, or not at all, as the trace id has it', () => {
		const counts = countsOf(result, '/ok');
		const sampled = counts.filter(whole).length;
		expect(sampled + counts.filter(nothing).length).toBe(REQUESTS);
		expect(sampled).toBeWithin(1, REQUESTS / 2);
	});

	test('one that was slow, or failed at its end, is there as a whole', () => {
		expect(countsOf(result, '/slow').every(whole)).toBe(true);
		expect(countsOf(result, '/fail?in=back').every(whole)).toBe(true);
	});

	test('one that failed at its beginning is there as a whole in the service where it failed', () => {
		const counts = countsOf(result, '/fail?in=front');
		expect(counts.every(({ front }) => front === FRONT_SPANS)).toBe(true);
		expect(counts.every(({ back }) => back === 0 || back === BACK_SPANS)).toBe(true);
		expect(counts.some(({ back }) => back === 0)).toBe(true);
	});

	test('both decide alike at the head, and their decisions add up to their traces', () => {
		const [ok = 0, slow = 0, failInFront = 0, failInBack = 0] = kinds.map((kind) =>
			unsampledOf(result, kind),
		);
		const sampled = kinds.length * REQUESTS - ok - slow - failInFront - failInBack;
		expect(result.front).toEqual({
			sampled,
			error: failInFront + failInBack,
			slow,
			let_go: ok,
			pushed_out: 0,
		});
		expect(result.back).toEqual({
			sampled,
			error: failInBack,
			slow,
			let_go: ok + failInFront,
			pushed_out: 0,
		});
	});

	test('what went out of unsampled traces says so', () => {
		const flags = new Set(result.receiver.spans.map(({ flags }) => flags & 0xff));
		expect([...flags].sort()).toEqual([TraceFlags.NONE, TraceFlags.SAMPLED]);
	});
});

describe('the head of the sampling', () => {
	const keep = { OTEL_TRACES_SAMPLER: 'keep_what_matters', GLASSHOUSE_KEEP_SLOWER_THAN: '600s' };
	const place = (flags: string) => ({
		traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`,
	});

	test('follows a remote parent, whatever the ratio of its own', async () => {
		const result = await askBoth(['/ok'], { ...keep, OTEL_TRACES_SAMPLER_ARG: '0' }, {}, place('01'));
		expect(result.receiver.spans).toHaveLength(REQUESTS * (FRONT_SPANS + BACK_SPANS));
		expect([result.front.sampled, result.back.sampled]).toEqual([1, 1]);
	});

	test('of a remote parent that was left out exports nothing, unless it matters', async () => {
		const quiet = await askBoth(['/ok'], { ...keep, OTEL_TRACES_SAMPLER_ARG: '1' }, {}, place('00'));
		expect(quiet.receiver.spans).toEqual([]);
		expect([quiet.front.let_go, quiet.back.let_go]).toEqual([1, 1]);
		const failed = await askBoth(
			['/fail?in=back'],
			{ ...keep, OTEL_TRACES_SAMPLER_ARG: '1' },
			{},
			place('00'),
		);
		expect(failed.receiver.spans).toHaveLength(REQUESTS * (FRONT_SPANS + BACK_SPANS));
		expect([failed.front.error, failed.back.error]).toEqual([1, 1]);
	});

	test('traceidratio comes to the same decision in each service by itself', async () => {
		const result = await askBoth(['/ok'], {
			OTEL_TRACES_SAMPLER: 'traceidratio',
			OTEL_TRACES_SAMPLER_ARG: '0.5',
		});
		const counts = countsOf(result, '/ok');
		expect(counts.filter(whole).length + counts.filter(nothing).length).toBe(REQUESTS);
		expect(counts.filter(whole).length).toBeWithin(REQUESTS / 5, (4 * REQUESTS) / 5);
	});

	test('traceidratio at a lower ratio exports a part of what the higher one does', async () => {
		const half = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
		const counts = countsOf(await askBoth(['/ok'], half, { OTEL_TRACES_SAMPLER_ARG: '0.2' }), '/ok');
		expect(counts.filter(({ front, back }) => back > 0 && front === 0)).toEqual([]);
		expect(counts.filter(({ front, back }) => front > 0 && back === 0).length).toBeGreaterThan(0);
	});
});
