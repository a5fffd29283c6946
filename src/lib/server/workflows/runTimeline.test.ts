import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { eventually } from '../../../../tests/support/eventually';
import { createCheck } from '../checks/checkStore';
import { getRun } from '../checks/runStore';
import { checkInput } from '../checks/schema';
import { openTestDatabase } from '../database/testDatabase';
import { getTrace } from '../observe/traces';
import { flushKeptTraces } from '../sessions/keepTrace';
import { sessionEvents } from '../sessions/sessionBus';
import { readParts } from '../sessions/traceParts';
import { startEngine, stopEngine } from './engine';
import { startRun } from './startRun';

setDefaultTimeout(60_000);

const opened = await openTestDatabase();
await startEngine(opened.url);
let failures = 0;
const target = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: ({ url }) => {
		if (new URL(url).pathname === '/redirect') return Response.redirect('/');
		return new Response('hello', { status: failures-- > 0 ? 503 : 200 });
	},
});
afterAll(async () => {
	await stopEngine(5000);
	await flushKeptTraces();
	await target.stop(true);
	await opened.drop();
});

/** A run that has ended, with what it told of itself. */
async function timelineOf(path: string, retries = 0) {
	const url = `${target.url.origin}${path}`;
	const { id } = await createCheck(checkInput.parse({ name: 'check', url, intervalSeconds: null, retries }));
	const { runId, traceId } = await startRun(id, 'manual');
	await eventually('the end of its timeline', () => sessionEvents(runId).some(isRunEnd));
	const events = sessionEvents(runId);
	return { runId, traceId, events, lines: events.map(({ type, phase }) => `${type} ${phase}`) };
}

function isRunEnd({ type, phase }: { type: string; phase: string }): boolean {
	return type === 'run' && phase === 'end';
}

const HOP = ['probe.connected event', 'probe.answered event'];
const span = (type: string, ...inside: string[]) => [`${type} start`, ...inside, `${type} end`];

test('a run tells of itself on its timeline, and that is kept with its trace', async () => {
	const { runId, traceId, events, lines } = await timelineOf('/redirect');
	expect((await getRun(runId)).state).toBe('passed');
	expect(lines).toEqual(
		span(
			'run',
			...span('step.request', ...HOP, 'probe.redirected event', ...HOP),
			...['step.judge', 'step.record', 'step.notify'].flatMap((step) => span(step)),
		),
	);
	const [run, request, connected] = events;
	expect(request?.parentId).toBe(run?.correlationId ?? '');
	expect(connected?.parentId).toBe(request?.correlationId ?? '');
	expect(events.at(-1)).toMatchObject({ traceId, data: { trigger: 'manual', state: 'passed' } });
	await flushKeptTraces();
	expect((await readParts(traceId)).flatMap((part) => part.events)).toEqual(events);
	expect((await getTrace(traceId)).events).toEqual(events);
});

test('each attempt is told once, and the pause between them too', async () => {
	failures = 1;
	const { lines, events } = await timelineOf('/', 1);
	const attempt = [...span('step.request', ...HOP), ...span('step.judge')];
	expect(lines).toEqual(
		span(
			'run',
			...attempt,
			...span('run.backOff'),
			...attempt,
			...['step.record', 'step.notify'].flatMap((step) => span(step)),
		),
	);
	const attempts = events.filter(({ type, phase }) => type === 'step.request' && phase === 'start');
	expect(attempts.map(({ data }) => data.attempt)).toEqual([1, 2]);
});
