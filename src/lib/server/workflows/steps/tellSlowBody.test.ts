import { afterAll, afterEach, expect, spyOn, test } from 'bun:test';
import { BoundedBody } from '../../checks/probe/boundedBody';
import { inRun } from '../../sessions/runContext';
import { sessionEvents } from '../../sessions/sessionBus';
import { tellSlowBody } from './tellSlowBody';

const realNow = performance.now.bind(performance);
let passedMs = 0;
const clock = spyOn(performance, 'now').mockImplementation(() => realNow() + passedMs);
afterEach(() => {
	passedMs = 0;
});
afterAll(() => clock.mockRestore());

/** Chunks of 100 bytes, each after so long. */
async function* dripping(pausesMs: readonly number[]) {
	for (const pauseMs of pausesMs) {
		await Promise.resolve();
		passedMs += pauseMs;
		yield Buffer.from('secret'.padEnd(100, '.'));
	}
}

async function read(pausesMs: readonly number[], limit = 10_000) {
	const runId = crypto.randomUUID();
	const body = new BoundedBody(limit);
	await inRun(runId, () => body.read(tellSlowBody(dripping(pausesMs))));
	return { body, events: sessionEvents(runId) };
}

test('a body that is soon there has nothing to tell', async () => {
	const { body, events } = await read([0, 100, 100, 100]);
	expect(body.size).toBe(400);
	expect(events).toEqual([]);
});

test('a slow one tells how far it has come, not at every piece, and never what is in it', async () => {
	const { body, events } = await read([0, 600, 100, 100, 400, 5_000]);
	expect(body.size).toBe(600);
	expect(events.map(({ type, data }) => [type, data])).toEqual([
		['probe.receiving', { bytes: 200 }],
		['probe.receiving', { bytes: 500, skipped: 2 }],
		['probe.receiving', { bytes: 600 }],
	]);
});

test('what is cut off at the limit stops the source as before', async () => {
	let stopped = false;
	const endless = {
		async *[Symbol.asyncIterator]() {
			try {
				for (;;) yield* dripping([600]);
			} finally {
				stopped = true;
			}
		},
	};
	const body = new BoundedBody(250);
	await inRun(crypto.randomUUID(), () => body.read(tellSlowBody(endless)));
	expect([body.size, body.truncated, stopped]).toEqual([250, true, true]);
});
