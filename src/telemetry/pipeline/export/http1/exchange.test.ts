import { describe, expect, setDefaultTimeout, spyOn, test } from 'bun:test';
import { eventually } from '../../../../../tests/support/eventually';
import { readBody } from '../readBody';
import { AnswerReader } from './answerReader';
import { answer, ownPost, rejection, requestOf } from './testing/posting';
import { answering, ScriptedCollector } from './testing/scriptedCollector';

setDefaultTimeout(30_000);

const textOf = async (response: Response) => new TextDecoder().decode(await readBody(response));
const CLOSED = expect.objectContaining({ code: 'ECONNRESET' }) as Error;
const ABORTED = expect.objectContaining({ name: 'AbortError' }) as Error;

function aborting() {
	const controller = new AbortController();
	return { signal: controller.signal, abort: (reason?: unknown) => controller.abort(reason) };
}

describe('a request', () => {
	test('arrives with its path, its headers and its body, and is answered', async () => {
		using collector = answering(answer('told', '200 Fine', 'x-a: 1\r\n'));
		const headers = { 'content-type': 'application/x-protobuf', authorization: 'Basic x' };
		const response = await ownPost()(`${collector.url}?key=a%20b#part`, requestOf('spans', { headers }));
		expect([response.status, response.statusText, response.headers.get('x-a')]).toEqual([200, 'Fine', '1']);
		expect(await textOf(response)).toBe('told');
		const [request] = collector.requests;
		expect(request?.head).toStartWith('POST /v1/traces?key=a%20b HTTP/1.1\r\n');
		expect(request?.head).toContain(`\r\nhost: ${new URL(collector.url).host}\r\n`);
		expect(request?.head).toContain('\r\ncontent-type: application/x-protobuf\r\nauthorization: Basic x\r\n');
		expect(request?.body.toString()).toBe('spans');
	});

	test('reaches a host that is an IPv6 address', async () => {
		const fetch = ({ headers }: Request) => new Response(headers.get('host'));
		const server = Bun.serve({ hostname: '::1', port: 0, fetch });
		const response = await ownPost()(`http://[::1]:${server.port}/`, requestOf());
		expect(await textOf(response)).toBe(`[::1]:${server.port}`);
		await server.stop(true);
	});

	test('is refused where a header would break out of its line', async () => {
		using collector = answering(answer());
		const post = ownPost();
		const asked = post(collector.url, requestOf('', { headers: { x: 'a\r\nb: c' } }));
		expect(await rejection(asked)).toBeInstanceOf(TypeError);
		await post(collector.url, requestOf());
		expect(collector.peers).toHaveLength(1);
	});

	test('of 5 MB arrives byte for byte where it is read slowly', async () => {
		using collector = new ScriptedCollector({
			bytes: ({ socket }) => {
				socket.pause();
				setImmediate(() => socket.resume());
			},
			request: (peer) => peer.say(answer()),
		});
		const body = Uint8Array.from({ length: 5_000_000 }, (_, at) => (at * at) % 253);
		const post = ownPost();
		for (let i = 0; i < 2; i++) await post(collector.url, requestOf(body));
		expect(collector.requests.map((request) => request.body.equals(body))).toEqual([true, true]);
		expect(collector.used).toEqual([1, 1]);
	});
});

describe('an answer', () => {
	test('is read byte by byte', async () => {
		const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
		const text = `${head}3;x\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n`;
		using collector = new ScriptedCollector({ request: (peer) => void peer.sayIn(text) });
		const post = ownPost();
		for (let i = 0; i < 2; i++) expect(await textOf(await post(collector.url, requestOf()))).toBe('abcde');
		expect(collector.used).toEqual([1, 1]);
	});

	test('may follow interim answers', async () => {
		using collector = answering(`HTTP/1.1 100 Continue\r\n\r\n${answer('!', '202 Accepted')}`);
		expect((await ownPost()(collector.url, requestOf())).status).toBe(202);
	});

	test('may end with its connection', async () => {
		using collector = new ScriptedCollector({
			request: (peer) => {
				peer.say('HTTP/1.1 200 OK\r\n\r\nto the end');
				peer.socket.end();
			},
		});
		expect(await textOf(await ownPost()(collector.url, requestOf()))).toBe('to the end');
	});

	test('that is none is refused', async () => {
		using collector = answering('rubbish\r\n\r\n');
		const message = "the collector's answer is no HTTP: it has no status line";
		expect(await rejection(ownPost()(collector.url, requestOf()))).toHaveProperty('message', message);
		await collector.closing();
	});

	test('of more than 64 KiB is cut there, and its connection ended', async () => {
		const long = 'a'.repeat(100_000);
		using collector = answering(`HTTP/1.1 500 Oh\r\n\r\n${long}`);
		expect(await textOf(await ownPost()(collector.url, requestOf()))).toBe(long.slice(0, 64 * 1024));
		await collector.closing();
	});

	test('that comes before the request has left is one, and nothing more is sent', async () => {
		let isRefused = false;
		using collector = new ScriptedCollector({
			bytes: (peer) => {
				if (isRefused) return;
				isRefused = true;
				peer.socket.pause();
				peer.say(answer('no', '413 Too Large'));
			},
			request: (peer) => peer.say(answer()),
		});
		const post = ownPost();
		const response = await post(collector.url, requestOf(new Uint8Array(20_000_000)));
		expect([response.status, await textOf(response)]).toEqual([413, 'no']);
		collector.peers[0]?.socket.resume();
		await collector.closing();
		expect(collector.requests).toEqual([]);
		expect((await post(collector.url, requestOf())).status).toBe(200);
		expect(collector.used).toEqual([2]);
	});

	test('whose body breaks off is one still: reading it fails', async () => {
		using collector = new ScriptedCollector({
			request: (peer) => {
				peer.say('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc');
				peer.socket.end();
			},
		});
		const response = await ownPost()(collector.url, requestOf());
		expect(response.status).toBe(200);
		expect(await rejection(readBody(response))).toEqual(CLOSED);
	});
});

describe('giving up', () => {
	test('rejects at once where that was done before, and opens nothing', async () => {
		using collector = answering(answer());
		const post = ownPost();
		const reason = new Error('too late');
		const asked = post(collector.url, requestOf('', { signal: AbortSignal.abort(reason) }));
		expect(await rejection(asked)).toBe(reason);
		await post(collector.url, requestOf());
		expect(collector.peers).toHaveLength(1);
	});

	test('while connecting closes the connection when it is there, and sends nothing', async () => {
		using collector = answering(answer());
		const { signal, abort } = aborting();
		const asked = ownPost()(collector.url, requestOf('', { signal }));
		abort();
		expect(await rejection(asked)).toEqual(ABORTED);
		await collector.closing();
		expect(collector.requests).toEqual([]);
		expect(collector.peers[0]?.pending).toHaveLength(0);
	});

	test('while sending closes the connection, and nothing more is read of the body', async () => {
		using collector = new ScriptedCollector({ bytes: ({ socket }) => socket.pause() });
		const { signal, abort } = aborting();
		const asked = ownPost()(collector.url, requestOf(new Uint8Array(20_000_000), { signal }));
		const [first] = await eventually('the first bytes', () => {
			const peers = collector.peers.filter(({ pending }) => pending.length > 0);
			return peers.length > 0 && peers;
		});
		abort();
		expect(await rejection(asked)).toEqual(ABORTED);
		first?.socket.resume();
		await collector.closing();
		expect(collector.requests).toEqual([]);
	});

	test('while waiting closes the connection, with the reason that was given', async () => {
		using collector = new ScriptedCollector({});
		const { signal, abort } = aborting();
		const asked = ownPost()(collector.url, requestOf('', { signal }));
		await eventually('the request', () => collector.requests.length === 1);
		const reason = new Error('enough');
		abort(reason);
		expect(await rejection(asked)).toBe(reason);
		await collector.closing();
	});

	test('when the status is there leaves an answer, whose body cannot be read', async () => {
		using collector = answering('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc');
		const { signal, abort } = aborting();
		const taken = spyOn(AnswerReader.prototype, 'take');
		const asked = ownPost()(collector.url, requestOf('', { signal }));
		await eventually('the status', () => taken.mock.calls.length > 0).finally(() => taken.mockRestore());
		expect(Bun.peek.status(asked)).toBe('pending');
		abort();
		const response = await asked;
		expect(response.status).toBe(200);
		expect(await rejection(readBody(response))).toEqual(ABORTED);
		await collector.closing();
	});

	test('is not listened for any more once all is over', async () => {
		using collector = new ScriptedCollector({
			request: (peer, { body }) => {
				if (body.length > 0) peer.say(answer());
				else peer.socket.end();
			},
		});
		const { signal } = aborting();
		const added = spyOn(signal, 'addEventListener');
		const removed = spyOn(signal, 'removeEventListener');
		await ownPost()(collector.url, requestOf('spans', { signal }));
		expect(await rejection(ownPost()(collector.url, requestOf('', { signal })))).toEqual(CLOSED);
		expect(added).toHaveBeenCalledTimes(2);
		expect(removed.mock.calls.map((call) => call[1])).toEqual(added.mock.calls.map((call) => call[1]));
	});
});
