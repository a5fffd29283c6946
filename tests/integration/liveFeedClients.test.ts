import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { asWebSocket, connectAndSleep, followFeed, type Follower, type Frame } from '../support/feed';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startTarget, type Target } from '../support/target';

const TOKEN = 'a-secret-of-some-length';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

let app: App;
let target: Target;
let receiver: Receiver;
let client: Client;

beforeAll(async () => {
	receiver = startReceiver();
	target = await startTarget();
	app = await startApp({
		env: {
			GLASSHOUSE_TOKEN: TOKEN,
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_METRIC_EXPORT_INTERVAL: '300',
		},
	});
	client = new Client(app.url, TOKEN);
});

afterAll(async () => {
	await app.dispose();
	await target.stop();
	await receiver.stop();
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

/** The newest value of a counter of the feed, over all its attributes but those named. */
function counted(name: string, attributes: Record<string, string>): number {
	const points = receiver.points(`glasshouse.feed.${name}`);
	const last = points.findLast((point) =>
		Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
	);
	return last?.value ?? 0;
}

describe('who is refused', () => {
	const upgrade = { upgrade: 'websocket', connection: 'Upgrade', ...handshake() };

	test('a page of another site, over both ways, and it is counted', async () => {
		const before = counted('refused', { 'glasshouse.feed.reason': 'foreign_origin' });
		for (const headers of [upgrade, {}]) {
			const response = await client.request('GET', '/api/v1/live', undefined, {
				...headers,
				origin: 'http://elsewhere.example',
			});
			expect(response.status).toBe(403);
		}
		await eventually('the refusals to be told', () => {
			return counted('refused', { 'glasshouse.feed.reason': 'foreign_origin' }) === before + 2;
		});
		const own = followFeed(app.url, {}, { ...AUTHORIZED, origin: app.url });
		await own.until('hello', () => true);
		own.socket.close();
	});

	test('a missing or wrong token, over both ways', async () => {
		for (const stranger of [new Client(app.url), new Client(app.url, 'some-other-secret-x')]) {
			for (const headers of [upgrade, {}]) {
				const response = await stranger.request('GET', '/api/v1/live', undefined, headers);
				expect(response.status).toBe(401);
				await response.text();
			}
		}
	});

	test('what cannot be meant', async () => {
		for (const query of ['session=x', 'only=span', 'colour=red', `cursor=${'x'.repeat(200)}`]) {
			expect((await client.request('GET', `/api/v1/live?${query}`)).status).toBe(400);
		}
		const half = await client.request('GET', '/api/v1/live', undefined, { upgrade: 'websocket' });
		expect(half.status).toBe(400);
		expect((await client.request('HEAD', '/api/v1/live')).status).toBe(405);
	});

	test.each([
		['text', 'hello?', 1003, 'message'],
		['binary', new Uint8Array(16), 1003, 'message'],
		['a long message', 'x'.repeat(3_000), 1009, 'message_too_big'],
		['a huge message', 'x'.repeat(200_000), 1009, 'message_too_big'],
	])('who says something (%s), and nobody else', async (_, message, code, reason) => {
		const before = counted('refused', { 'glasshouse.feed.reason': reason });
		const [good, bad] = [follow({ only: 'log' }), follow()];
		await Promise.all([good.until('hello', () => true), bad.until('hello', () => true)]);
		bad.socket.send(message);
		expect(await bad.closed).toMatchObject({ code });
		await eventually('it to be counted', () => {
			return counted('refused', { 'glasshouse.feed.reason': reason }) > before;
		});
		await writeLine(`unharmed${code}`);
		await good.until('the line', tellsOf(`unharmed${code}`));
		good.socket.close();
	});

	test('the hundred-and-first, until one leaves', async () => {
		const many = Array.from({ length: 100 }, () => follow({ only: 'log' }));
		await Promise.all(many.map((feed) => feed.until('hello', () => true)));
		const refused = await client.request('GET', '/api/v1/live');
		expect(refused.status).toBe(503);
		expect(refused.headers.get('retry-after')).not.toBeNull();
		many[0]?.socket.close();
		await eventually('a place', async () => {
			const response = await client.request('GET', '/api/v1/live');
			await response.body?.cancel();
			return response.status === 200;
		});
		for (const { socket } of many) socket.close();
		await Promise.all(many.map(({ closed }) => closed));
		await eventually('nobody to be left', () => {
			const left = (transport: string) => counted('clients', { 'glasshouse.feed.transport': transport });
			return left('websocket') === 0 && left('sse') === 0;
		});
	});
});

describe('a client that reads nothing', () => {
	/** Two attributes of a span are as long as this. */
	const LONG = 'x'.repeat(6_000);

	async function burst(requests: number): Promise<void> {
		const headers = { ...AUTHORIZED, 'user-agent': LONG };
		const one = async () => (await untraced(`${app.url}/healthz?long=${LONG}`, { headers })).text();
		for (let sent = 0; sent < requests; sent += 20) await Promise.all(Array.from({ length: 20 }, one));
	}

	async function medianRunMs(checkId: string): Promise<number> {
		const durations: number[] = [];
		for (let round = 0; round < 5; round += 1) {
			const { durationMs } = await client.endOfRun(await client.startRun(checkId));
			durations.push(durationMs ?? 0);
		}
		return durations.sort((a, b) => a - b)[2] ?? 0;
	}

	test.each([
		['over a WebSocket', asWebSocket],
		['over a stream', []],
	])('%s loses the oldest and is told; runs take as long as ever, others miss nothing', async (_, extra) => {
		const authorization = `Authorization: Bearer ${TOKEN}`;
		const { id } = await client.createCheck({ url: `${target.url}/ok` });
		const without = await medianRunMs(id);
		const reading = follow({ only: 'log' });
		await reading.until('hello', () => true);
		const sleeper = await connectAndSleep(app.url, '/api/v1/live', [authorization, ...extra]);
		await burst(800);
		const withSleeper = await medianRunMs(id);
		expect(withSleeper).toBeLessThan(without * 3 + 100);
		const mark = `awake${extra.length}`;
		await writeLine(mark);
		await reading.until('the line', tellsOf(mark));
		expect(reading.frames.some(({ type }) => type === 'dropped')).toBe(false);
		const text = await sleeper.wakeUntil(mark);
		const lost = [...text.matchAll(/\{"type":"dropped","count":(\d+)\}/g)].map(([, count]) => Number(count));
		expect(lost.length).toBeGreaterThan(0);
		const told = Math.max(0, ...lost);
		await eventually('it to be counted', () => {
			const transport = extra.length > 0 ? 'websocket' : 'sse';
			return counted('dropped', { 'glasshouse.feed.transport': transport }) >= told;
		});
		sleeper.close();
		reading.socket.close();
	});
});

function handshake(): Record<string, string> {
	return { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
}
