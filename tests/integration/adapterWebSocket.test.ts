import { expect, test } from 'bun:test';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo } from '../../src/telemetry/testing/webSocketClient';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { startReceiver } from '../support/otlp/receiver';
import { startProgram } from '../support/program';

/**
 * What `svelte-adapter-bun` builds for an app with `export const websocket` in its hooks: the app upgrades
 * `event.platform.request` with `event.platform.server` and answers with a response that nobody is sent.
 */
const HANDLER = `
	export const getHandler = () => ({
		fetch: async (request, server) => {
			await Bun.sleep(1);
			const event = { platform: { server, request } };
			const upgraded = event.platform.server.upgrade(event.platform.request, { data: { by: 'hooks' } });
			return new Response(upgraded ? null : 'no upgrade', { status: upgraded ? 200 : 426 });
		},
		websocket: { message: (socket, message) => void socket.send(socket.data.by + ' ' + message) },
	});
`;

test('the adapter’s WebSockets work through the entry, and are traced', async () => {
	const receiver = startReceiver();
	const build = temporaryFolder();
	mkdirSync(join(build.path, 'server'));
	writeFileSync(join(build.path, 'server/instrumentation.server.js'), '');
	writeFileSync(join(build.path, 'handler.js'), HANDLER);
	copyFileSync(join(ROOT, 'src/adapter/entry.js'), join(build.path, 'index.js'));
	writeFileSync(
		join(build.path, 'tell.js'),
		"process.on('glasshouse:listening', ({ port }) => console.log(`port ${port}`));",
	);
	const program = startProgram(
		['bun', '--preload', join(ROOT, 'telemetry.ts'), '--preload', './tell.js', 'index.js'],
		{
			cwd: build.path,
			env: { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '50' },
		},
	);
	const [, port = ''] = await program.line(/^port (\d+)$/m);
	const client = await connectTo(`ws://127.0.0.1:${port}/feed`);
	expect(await client.ask('hello')).toBe('hooks hello');
	client.socket.close(1000);
	const spans = await eventually('the spans of upgrade and connection', () => {
		const found = receiver.spans.filter(({ attributes }) => attributes['url.path'] === '/feed');
		return found.length === 2 && found;
	});
	const [upgrade, connection] = spans;
	expect(upgrade).toMatchObject({ name: 'GET', attributes: { 'http.response.status_code': 101 } });
	expect(connection).toMatchObject({ name: 'websocket', parentSpanId: upgrade?.spanId });
	expect(connection?.attributes['websocket.messages.sent']).toBe(1);
	await program.kill();
	await receiver.stop();
	build.remove();
});
