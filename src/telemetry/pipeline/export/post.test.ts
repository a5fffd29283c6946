import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { freePort } from '../../../../tests/support/ports';
import { describeFailure } from './failure';
import { rejection, requestOf } from './http1/testing/posting';
import { createPost, type PostRequest } from './post';

const collector = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('own') });
afterAll(() => collector.stop(true));

/** A `fetch` that notes what it is asked. */
function native(answer: () => Response | Promise<Response> = () => new Response('fetched')) {
	const asked: string[] = [];
	const ask = async (url: string, _request: PostRequest) => {
		asked.push(url);
		return answer();
	};
	return { asked, ask };
}

const failureOf = async (asked: Promise<Response>) => describeFailure(await rejection(asked));

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];

describe('goes by fetch', () => {
	afterEach(() => {
		for (const name of PROXIES) Reflect.deleteProperty(process.env, name);
	});

	test('what is encrypted, has certificates, or credentials in its URL', async () => {
		const { asked, ask } = native();
		const post = createPost(ask);
		const secure = `https://${collector.url.host}/`;
		const known = `http://user@${collector.url.host}/`;
		await post(secure, requestOf());
		await post(collector.url.href, { ...requestOf(), tls: {} });
		await post(known, requestOf());
		expect(asked).toEqual([secure, collector.url.href, known]);
	});

	test.each(PROXIES)('what goes through a proxy: %s', async (name) => {
		const { asked, ask } = native();
		const post = createPost(ask);
		process.env[name] = 'http://127.0.0.1:9';
		await post(collector.url.href, requestOf());
		process.env[name] = '';
		expect(await (await post(collector.url.href, requestOf())).text()).toBe('own');
		expect(asked).toHaveLength(1);
	});

	test('what goes to another machine, until that has answered', async () => {
		const { asked, ask } = native();
		const post = createPost(ask);
		// An address of this machine that does not look like one.
		const url = `http://0.0.0.0:${collector.port}/`;
		expect(await (await post(url, requestOf())).text()).toBe('fetched');
		expect(await (await post(url, requestOf())).text()).toBe('own');
		expect(asked).toEqual([url]);
	});

	test('what goes where it was given up before a connection was there', async () => {
		const { asked, ask } = native();
		const post = createPost(ask);
		const controller = new AbortController();
		const given = post(collector.url.href, requestOf('', { signal: controller.signal }));
		controller.abort();
		expect(await rejection(given)).toBeInstanceOf(Error);
		expect(await (await post(collector.url.href, requestOf())).text()).toBe('fetched');
		expect(await (await post(collector.url.href, requestOf())).text()).toBe('own');
		expect(asked).toHaveLength(1);
	});
});

describe('goes over connections of our own', () => {
	test('all else', async () => {
		const { asked, ask } = native();
		const post = createPost(ask);
		expect(await (await post(collector.url.href, requestOf())).text()).toBe('own');
		expect(await (await post(`http://localhost:${collector.port}/`, requestOf())).text()).toBe('own');
		expect(asked).toEqual([]);
	});

	test('and where none can be opened, fetch tries, and says why', async () => {
		const { asked, ask } = native(() => Promise.reject(new Error('why')));
		const post = createPost(ask);
		const url = `http://127.0.0.1:${await freePort()}/`;
		for (let i = 0; i < 2; i++) {
			expect(await rejection(post(url, requestOf()))).toHaveProperty('message', 'why');
		}
		expect(asked).toEqual([url, url]);
	});
});

const refused = `http://127.0.0.1:${await freePort()}/`;

describe('a failure is told in the words that it has with fetch:', () => {
	test.each([
		['refused', refused, 'the connection was refused'],
		['unknown', 'http://no.such.host.invalid/', 'the host name is not known'],
	])('%s', async (_name, url, message) => {
		const post = createPost(fetch);
		const failure = await failureOf(post(url, requestOf()));
		expect(failure).toMatchObject({ message });
		expect(failure).toEqual(await failureOf(fetch(url, requestOf())));
		expect(failure).toEqual(await failureOf(post(url, requestOf())));
	});

	test.each([
		['closed', '', 'the connection was closed before the answer'],
		['closed early', 'HTTP/1.1 200 O', 'the connection was closed before the answer'],
		['no HTTP', 'HTTP/1.1 abc OK\r\n\r\n', 'the answer is not HTTP'],
		['a bad header', 'HTTP/1.1 200 OK\r\nb@d name: 1\r\n\r\n', 'the answer is not HTTP'],
		[
			'no length',
			'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n',
			'the request failed (InvalidContentLength)',
		],
		['an upgrade', 'HTTP/1.1 101 Switching\r\n\r\n', 'the request failed (UnrequestedUpgrade)'],
	])('%s', async (_name, bytes, message) => {
		using listener = Bun.listen({
			hostname: '127.0.0.1',
			port: 0,
			socket: {
				data: (socket) => {
					if (bytes !== '') socket.write(bytes);
					socket.end();
				},
			},
		});
		const url = `http://127.0.0.1:${listener.port}/`;
		const failure = await failureOf(createPost(native().ask)(url, requestOf()));
		expect(failure).toMatchObject({ message });
		expect(failure).toEqual(await failureOf(fetch(url, requestOf())));
	});
});
