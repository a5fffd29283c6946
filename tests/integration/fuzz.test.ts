import { expect, test } from 'bun:test';
import { exchange } from '../../src/telemetry/testing/served';
import { eventually } from '../support/eventually';
import { bombard } from '../support/fuzz/client';
import { startProgram, type Program } from '../support/program';

const REQUESTS = 50_000;
const WARM_UP = 10_000;

interface State {
	spans: { started: number; ended: number };
	openSpans: number;
	activeRequests: number;
	measuredRequests: number;
	activeConnections: number;
	measuredConnections: number;
	heapBytes: number;
	objects: number;
	rssBytes: number;
	unexpected: string[];
}

/** Where a run failed: `FUZZ_SEED=<the printed one> npm test -- tests/integration/fuzz.test.ts` repeats it. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`${REQUESTS} random requests (seed ${seed}): the server lives, every span ends, memory comes back`, async () => {
	process.stdout.write(`fuzz: seed ${seed}\n`);
	const program = startProgram(['bun', '--preload', './telemetry.ts', 'tests/support/programs/fuzzed.ts'], {
		env: { OTEL_LOG_LEVEL: 'warn' },
	});
	const [, first, second] = await program.line(/^ports (\d+) (\d+)$/m);
	const ports = [Number(first), Number(second)] as const;
	await bombard(ports, WARM_UP, seed);
	const warm = await atRest(program);
	const received = await bombard(ports, REQUESTS - WARM_UP, seed + 1_000);
	const end = await atRest(program);

	expect(await exchange(ports[0], 'GET /static HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toEndWith(
		'static',
	);
	expect(received).toBeGreaterThan(1_000_000);
	expect(end.unexpected).toEqual([]);
	expect(program.output().match(/^\[opentelemetry:.*$/gm) ?? []).toEqual([]);
	expect(end.spans.started).toBeGreaterThan(REQUESTS / 3);
	expect(end.spans.ended).toBe(end.spans.started);
	expect(end.measuredConnections).toBeGreaterThan(100);
	expect(end.measuredRequests + end.measuredConnections).toBe(end.spans.started);
	expect(end.objects / warm.objects).toBeLessThan(1.3);
	expect(end.heapBytes / warm.heapBytes).toBeLessThan(1.5);
	expect(end.rssBytes / warm.rssBytes).toBeLessThan(1.5);
	expect(await program.stop()).toBe(0);
}, 180_000);

let asked = 0;

/** What the program tells once nothing is under way any more. */
function atRest(program: Program): Promise<State> {
	return eventually('nothing to be under way', async () => {
		asked += 1;
		program.signal('SIGUSR2');
		const [, text = ''] = await program.line(new RegExp(`^state ${asked} (.*)$`, 'm'));
		const state = JSON.parse(text) as State;
		const { openSpans, activeRequests, activeConnections } = state;
		return openSpans === 0 && activeRequests === 0 && activeConnections === 0 ? state : undefined;
	});
}
