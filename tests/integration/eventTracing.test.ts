import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { SpanTree } from '../support/otlp/tree';
import { freePort } from '../support/ports';
import { startProgram, type Program } from '../support/program';
import { buildVariant } from '../support/variant';

const BUILD_MS = 120_000;

describe('an app of which parts throw, seen from outside', () => {
	let receiver: Receiver;
	let folder: Awaited<ReturnType<typeof buildVariant>>;
	let program: Program;
	let url: string;

	beforeAll(async () => {
		receiver = startReceiver();
		folder = await buildVariant('throwing');
		const port = String(await freePort());
		url = `http://127.0.0.1:${port}`;
		program = startProgram(['bun', '--preload', './telemetry.ts', 'build/index.js'], {
			cwd: folder.path,
			env: {
				PORT: port,
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_BSP_SCHEDULE_DELAY: '100',
				GLASSHOUSE_LOG_FORMAT: 'json',
			},
		});
		await eventually('the variant to answer', async () => (await untraced(`${url}/marked`)).ok);
	}, BUILD_MS);

	afterAll(async () => {
		// Without the app's own `init` nobody ends the process on SIGTERM.
		await program.kill();
		await receiver.stop();
		folder.remove();
	});

	async function ask(path: string) {
		const response = await untraced(url + path, { headers: { accept: 'text/html' } });
		await response.text();
		const traceId = response.headers.get('x-trace-id') ?? '';
		const spans = await receiver.completeTrace(traceId, (found) =>
			found.some(({ kind }) => kind === 'server'),
		);
		const tree = new SpanTree(spans);
		return {
			tree,
			status: response.status,
			server: tree.one('the SERVER span', ({ kind }) => kind === 'server'),
		};
	}

	test.each([
		['/throws', 'a load', 'RangeError', 'too far'],
		['/endpoint', 'an endpoint', 'TypeError', 'not at all'],
	])('%s: what %s throws shows on the SERVER span', async (path, _, type, message) => {
		const { server, status } = await ask(path);
		expect(status).toBe(500);
		expect(server).toMatchObject({ name: `GET ${path}`, status: 'error' });
		expect(server.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': '500' });
		const exceptions = server.events.filter(({ name }) => name === 'exception');
		expect(exceptions).toMatchObject([
			{ attributes: { 'exception.type': type, 'exception.message': message } },
		]);
		expect(exceptions[0]?.attributes['exception.stacktrace']).toContain(`${type}: ${message}\n`);
		expect(exceptions[0]?.attributes['exception.stacktrace']).toContain('    at ');
	});

	test('an expected error under 500 is none of the server', async () => {
		const { server, status } = await ask('/missing');
		expect(status).toBe(404);
		expect(server).toMatchObject({ name: 'GET /missing', status: 'unset' });
		expect(server.events.filter(({ name }) => name === 'exception')).toEqual([]);
	});

	test('event.tracing.root and .current are the spans that SvelteKit documents', async () => {
		const { tree, server, status } = await ask('/marked');
		expect(status).toBe(200);
		const root = tree.one('kit’s root', ({ name }) => name === 'sveltekit.handle.root');
		expect(root.attributes['test.root']).toBe('from the load');
		expect(tree.parentOf(root)).toBe(server);
		const load = tree.one('the load', ({ attributes }) => attributes['test.current'] !== undefined);
		expect(load.name).toBe('sveltekit.load');
		expect(tree.isUnder(load, root)).toBe(true);
		const hook = tree.one('the hook', ({ attributes }) => attributes['test.hook'] === '/marked');
		expect(hook.name).toBe('sveltekit.handle.sequenced.marked');
	});
});
