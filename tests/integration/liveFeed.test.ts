import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { frameSchema } from '../../src/lib/server/rpc/feedSchemas';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { followFeed, framesOf, sequencesOf, type Follower, type Frame } from '../support/feed';
import { temporaryFolder } from '../support/folders';
import { startProgram } from '../support/program';
import { startTarget, type Target } from '../support/target';

const TOKEN = 'a-secret-of-some-length';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

let app: App;
let target: Target;
let client: Client;

beforeAll(async () => {
	target = await startTarget();
	app = await startApp({ env: { GLASSHOUSE_TOKEN: TOKEN } });
	client = new Client(app.url, TOKEN);
});

afterAll(async () => {
	await app.dispose();
	await target.stop();
});

function follow(query: Record<string, string> = {}): Follower {
	return followFeed(app.url, query, AUTHORIZED);
}

/** A line in the log that only this test writes. */
async function writeLine(mark: string): Promise<void> {
	await (await client.request('GET', `/api/v1/runs?${mark}=1`)).text();
}

function tellsOf(mark: string) {
	return (frame: Frame): boolean => frame.type === 'log' && frame.log.message.includes(mark);
}

async function heldRun(): Promise<string> {
	target.hold();
	const check = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 60_000 });
	const before = target.seenAt('/held').length;
	const runId = await client.startRun(check.id);
	await eventually('the request', () => target.seenAt('/held').length > before);
	return runId;
}

describe('the feed of a run', () => {
	test('begins with all that is known, tells what changes, and ends with the run', async () => {
		const runId = await heldRun();
		const feed = follow({ session: runId });
		await feed.until('the request, while it is open', (frame) => {
			return frame.type === 'span.start' && frame.span.attributes['url.full'] === `${target.url}/held`;
		});
		await feed.until('a session event', ({ type }) => type === 'session.event');
		expect(feed.frames.some(({ type }) => type === 'end')).toBe(false);
		target.release();
		expect(await feed.closed).toMatchObject({ code: 1000 });
		const { frames } = feed;
		expect(frames[0]).toMatchObject({ type: 'hello', session: runId, resumed: false });
		expect(frames[1]).toMatchObject({ type: 'run', run: { id: runId } });
		expect(frames.findLast(({ type }) => type === 'run')).toMatchObject({ run: { state: 'passed' } });
		expect(frames.at(-1)?.type).toBe('end');
		const ended = frames.flatMap((frame) => (frame.type === 'span.end' ? [frame.span.name] : []));
		expect(ended).toContain('workflow runCheck');
		for (const frame of frames) expect(frameSchema.safeParse(frame).error).toBeUndefined();
		const told = sequencesOf(frames).filter((sequence) => sequence > 0);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(new Set(told).size).toBe(told.length);
	});

	test('is the same over server-sent events, with cursors as ids', async () => {
		const runId = await heldRun();
		const response = await client.request('GET', `/api/v1/live?session=${runId}`);
		expect(response.headers.get('content-type')).toStartWith('text/event-stream');
		target.release();
		const text = await response.text();
		const frames = framesOf(text);
		expect(frames[0]).toMatchObject({ type: 'hello', session: runId });
		expect(frames.at(-1)).toMatchObject({ type: 'end' });
		const last = frames.at(-1);
		const cursor = last !== undefined && 'cursor' in last ? last.cursor : '';
		expect(text).toContain(`id: ${cursor}\ndata: {"type":"end"`);
	});

	test('is told of an ended run too, and there is none of a run that there is not', async () => {
		const { id } = await client.runOnce({ url: `${target.url}/ok` });
		const feed = follow({ session: id });
		expect(await feed.closed).toMatchObject({ code: 1000 });
		expect(feed.frames.findLast(({ type }) => type === 'run')).toMatchObject({ run: { state: 'passed' } });
		const missing = await client.request('GET', '/api/v1/live?session=00000000-0000-4000-8000-000000000000');
		expect(missing.status).toBe(404);
	});

	test('goes on right behind the last frame after a reconnect', async () => {
		const runId = await heldRun();
		const first = follow({ session: runId });
		await first.until('the beginning', (frame) => 'cursor' in frame && frame.cursor !== '');
		const cursor = first.cursor();
		first.socket.close();
		await first.closed;
		target.release();
		await client.endOfRun(runId);
		const second = follow({ session: runId, cursor });
		await second.closed;
		expect(second.frames[0]).toMatchObject({ type: 'hello', resumed: true, cursor });
		expect(second.frames.at(-1)?.type).toBe('end');
		const behind = sequencesOf(first.frames).at(-1) ?? 0;
		const sequences = sequencesOf(second.frames);
		expect(sequences).toEqual(sequences.map((_, at) => behind + 1 + at));
	});
});

describe('the feed of everything', () => {
	test('tells spans and lines of whatever happens, and nothing of those who watch', async () => {
		const [feed, other] = [follow(), follow({ only: 'log' })];
		await Promise.all([feed.until('hello', () => true), other.until('hello', () => true)]);
		const third = await client.request('GET', '/api/v1/live');
		await writeLine('watched');
		await feed.until('the line', tellsOf('watched'));
		await other.until('the line', tellsOf('watched'));
		await third.body?.cancel();
		await writeLine('afterwards');
		await feed.until('the second line', tellsOf('afterwards'));
		const spans = feed.frames.flatMap((frame) => ('span' in frame ? [frame.span] : []));
		expect(spans.some(({ attributes }) => attributes['url.path'] === '/api/v1/runs')).toBe(true);
		expect(spans.filter(({ attributes }) => attributes['url.path'] === '/api/v1/live')).toEqual([]);
		const known = new Set(spans.map(({ spanId }) => spanId));
		const roots = spans.filter(({ parentSpanId }) => parentSpanId === null || !known.has(parentSpanId));
		expect(roots.filter(({ name }) => name.startsWith('sveltekit'))).toEqual([]);
		expect(new Set(other.frames.map(({ type }) => type))).toEqual(new Set(['hello', 'log']));
		feed.socket.close();
		other.socket.close();
	});

	test('misses nothing over a reconnect', async () => {
		const first = follow();
		await first.until('hello', () => true);
		await writeLine('before');
		await first.until('the line', tellsOf('before'));
		first.socket.close();
		await first.closed;
		await writeLine('meanwhile');
		const second = follow({ cursor: first.cursor() });
		await second.until('what happened meanwhile', tellsOf('meanwhile'));
		await writeLine('after');
		await second.until('what happened after', tellsOf('after'));
		expect(second.frames[0]).toMatchObject({ type: 'hello', resumed: true });
		const all = [...sequencesOf(first.frames), ...sequencesOf(second.frames)];
		expect(all).toEqual(all.map((_, at) => (all[0] ?? 0) + at));
		second.socket.close();
	});

	test('a cursor that it does not know is told so', async () => {
		const feed = follow({ cursor: 'somebody-else.7' });
		expect(await feed.until('hello', () => true)).toMatchObject({ type: 'hello', resumed: false });
		feed.socket.close();
	});
});

test('the client on the API page does what it says, as it is written there', async () => {
	const page = await (await client.request('GET', '/api', undefined, { accept: 'text/html' })).text();
	const [, shown = ''] = /<pre[^>]*A client of the live feed[^>]*>([\s\S]*?)<\/pre>/.exec(page) ?? [];
	const code = shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
	expect(code.trim().split('\n').length).toBeLessThanOrEqual(15);
	const folder = temporaryFolder();
	const path = join(folder.path, 'client.mjs');
	await Bun.write(path, code);
	const runId = await heldRun();
	const program = startProgram(['bun', path, runId], { env: { GLASSHOUSE_TOKEN: TOKEN } });
	await program.line(/^span\.start step request$/m);
	target.release();
	expect(await program.exited).toBe(0);
	expect(program.output()).toMatch(/^end/m);
	folder.remove();
});

test('an AsyncAPI document tells what the feed is', async () => {
	const document = await client.json<{ asyncapi: string; servers: object }>('GET', '/api/v1/asyncapi.json');
	expect(document).toMatchObject({
		asyncapi: '3.0.0',
		servers: { glasshouse: { host: new URL(app.url).host, protocol: 'ws' } },
	});
});

test('who listens is told when the process stops', async () => {
	const feed = follow();
	await feed.until('hello', () => true);
	const stopping = app.stop();
	expect(await feed.closed).toMatchObject({ code: 1001 });
	expect(await stopping).toBe(0);
});
