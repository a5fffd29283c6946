import { describe, expect, setDefaultTimeout, spyOn, test } from 'bun:test';
import { eventually } from '../../../../../tests/support/eventually';
import { answer, ownPost, rejection, requestOf } from './testing/posting';
import { answering, ScriptedCollector, type Peer } from './testing/scriptedCollector';

setDefaultTimeout(30_000);

const CLOSED = expect.objectContaining({ code: 'ECONNRESET' }) as Error;

describe('a connection', () => {
	test('is used again, for whatever goes to its host and port', async () => {
		using collector = answering(answer('one'), answer('two'), 'HTTP/1.1 204 No\r\n\r\n', answer('four'));
		const post = ownPost();
		for (const path of ['traces', 'metrics', 'logs', 'traces']) {
			await post(new URL(`/v1/${path}`, collector.url).href, requestOf());
		}
		expect(collector.used).toEqual([1, 1, 1, 1]);
		expect(collector.peers).toHaveLength(1);
	});

	test.each([
		['the collector closes it', answer('', '200 OK', 'connection: close\r\n')],
		['it speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
		['more came than the answer', `${answer()}HTTP`],
	])('is not used again where %s', async (_why, text) => {
		using collector = answering(text);
		const post = ownPost();
		for (let i = 0; i < 2; i++) expect((await post(collector.url, requestOf())).status).toBe(200);
		expect(collector.used).toEqual([1, 2]);
		await eventually('both to be closed', () => collector.peers.every(({ isClosed }) => isClosed));
	});

	test('carries one request at a time; four are kept', async () => {
		const waiting: Peer[] = [];
		using collector = new ScriptedCollector({ request: (peer) => void waiting.push(peer) });
		const post = ownPost();
		const ask = async () => {
			const asked = Array.from({ length: 6 }, () => post(collector.url, requestOf()));
			await eventually('six requests', () => waiting.length === 6);
			for (const peer of waiting.splice(0)) peer.say(answer());
			await Promise.all(asked);
		};
		await ask();
		expect(collector.used.sort()).toEqual([1, 2, 3, 4, 5, 6]);
		const closed = () => collector.peers.filter(({ isClosed }) => isClosed).length;
		await eventually('two to be closed', () => closed() === 2);
		await ask();
		expect(collector.peers).toHaveLength(8);
	});

	test('that was idle for long is not used again', async () => {
		using collector = answering(answer());
		const post = ownPost();
		await post(collector.url, requestOf());
		const clock = spyOn(performance, 'now').mockReturnValue(performance.now() + 100_000);
		await post(collector.url, requestOf()).finally(() => clock.mockRestore());
		expect(collector.used).toEqual([1, 2]);
		await collector.closing();
	});

	test('that says something unasked is not used again', async () => {
		using collector = answering(answer());
		const post = ownPost();
		await post(collector.url, requestOf());
		collector.peers[0]?.say(answer('', '408 Request Timeout'));
		await collector.closing();
		expect((await post(collector.url, requestOf())).status).toBe(200);
		expect(collector.used).toEqual([1, 2]);
	});

	test('that was closed while it was idle is not used again', async () => {
		using collector = answering(answer());
		const post = ownPost();
		await post(collector.url, requestOf());
		collector.peers[0]?.socket.end();
		await collector.closing();
		await post(collector.url, requestOf());
		expect(collector.used).toEqual([1, 2]);
	});

	test('that was closed while it was idle leaves its place to another', async () => {
		const waiting: Peer[] = [];
		using collector = new ScriptedCollector({ request: (peer) => void waiting.push(peer) });
		const post = ownPost();
		const asked = Array.from({ length: 5 }, () => post(collector.url, requestOf()));
		await eventually('five requests', () => waiting.length === 5);
		const [last, ...others] = waiting.splice(0);
		for (const peer of others) peer.say(answer());
		await eventually(
			'four answers',
			() => asked.filter((one) => Bun.peek.status(one) === 'fulfilled').length === 4,
		);
		for (const { socket } of others) socket.end();
		await eventually('four to be closed', () => others.every(({ isClosed }) => isClosed));
		last?.say(answer());
		await Promise.all(asked);
		const again = post(collector.url, requestOf());
		await eventually('one more request', () => waiting.length === 1);
		expect(waiting).toEqual(last === undefined ? [] : [last]);
		last?.say(answer());
		await again;
	});

	test('that breaks when it is used again is replaced, once', async () => {
		using collector = new ScriptedCollector({
			request: (peer, { body }) => {
				if (body.toString() === 'first') peer.say(answer());
				else if (peer.number === 1 || body.toString() === 'never') peer.socket.terminate();
				else peer.say(answer('again'));
			},
		});
		const post = ownPost();
		await post(collector.url, requestOf('first'));
		expect(await (await post(collector.url, requestOf('second'))).text()).toBe('again');
		expect(collector.used).toEqual([1, 1, 2]);
		expect(await rejection(post(collector.url, requestOf('never')))).toEqual(CLOSED);
		expect(collector.used).toEqual([1, 1, 2, 2, 3]);
	});

	test('that breaks in the middle of an answer is not replaced', async () => {
		using collector = new ScriptedCollector({
			request: (peer) => {
				if (collector.requests.length === 1) return peer.say(answer());
				peer.say('HTTP/1.1 2');
				peer.socket.end();
			},
		});
		const post = ownPost();
		await post(collector.url, requestOf());
		expect(await rejection(post(collector.url, requestOf()))).toEqual(CLOSED);
		expect(collector.used).toEqual([1, 1]);
	});

	test.each(['end', 'terminate'] as const)('that is new is not replaced when it breaks: %s', async (how) => {
		using collector = new ScriptedCollector({ request: ({ socket }) => void socket[how]() });
		expect(await rejection(ownPost()(collector.url, requestOf()))).toEqual(CLOSED);
		expect(collector.used).toEqual([1]);
	});
});

test('the process ends when all is answered, and not before', async () => {
	using collector = new ScriptedCollector({
		request: (peer) => void setTimeout(() => peer.say(answer('told')), 50),
	});
	const code = `
		import { ownPost, requestOf } from ${JSON.stringify(`${import.meta.dirname}/testing/posting.ts`)};
		const post = ownPost();
		// Not awaited at the top, which keeps a process alive by itself.
		void (async () => {
			for (let i = 0; i < 2; i++) {
				const response = await post(${JSON.stringify(collector.url)}, requestOf());
				console.log(await response.text());
			}
		})();`;
	const child = Bun.spawn([process.execPath, '-e', code], { env: {}, stdout: 'pipe', stderr: 'inherit' });
	expect(await new Response(child.stdout).text()).toBe('told\ntold\n');
	expect(await child.exited).toBe(0);
	expect(collector.used).toEqual([1, 1]);
});
