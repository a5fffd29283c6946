import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { runProgram } from '../testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

/** Bun's test runner fails a test for an error that nobody answers, so these happen in a program of their own. */
const FAILING = (error: string) => `
	import { getTelemetry } from './src/telemetry/handle';
	const told = [];
	process.on('uncaughtException', (error) => told.push('uncaught ' + error.message));
	process.on('unhandledRejection', (error) => told.push('unhandled ' + error.message));
	const server = Bun.serve({
		port: 0,
		hostname: '127.0.0.1',
		fetch: (request, self) => (self.upgrade(request, { data: new URL(request.url).pathname }) ? undefined : new Response()),
		websocket: {
			open(socket) { if (socket.data === '/open') throw new RangeError('in open'); },
			message(socket, message) {
				if (message === 'throw') throw new RangeError('in message');
				return Promise.reject(new RangeError('in promise'));
			},
			${error}
		},
	});
	const { live } = getTelemetry();
	for (const [path, ...messages] of [['/open'], ['/', 'throw'], ['/', 'reject']]) {
		const socket = new WebSocket('ws://127.0.0.1:' + server.port + path);
		const closed = new Promise((resolve) => (socket.onclose = resolve));
		await new Promise((resolve) => (socket.onopen = resolve));
		for (const message of messages) socket.send(message);
		await Bun.sleep(20);
		socket.close();
		await closed;
	}
	const spans = live.traces(9).reverse().flatMap(({ traceId }) => live.trace(traceId));
	const sockets = spans.filter((span) => span.scope === 'glasshouse.websocket');
	console.log(JSON.stringify([told, sockets.map(({ status, events, attributes }) => [status.message, events.length, attributes['error.type']])]));
	await server.stop(true);
`;

describe('a WebSocket handler that throws', () => {
	for (const [name, error, told] of [
		['without an error handler', '', ['uncaught in open', 'uncaught in message', 'unhandled in promise']],
		[
			'with an error handler',
			`error(error, socket) { told.push('error ' + error.message + ' ' + socket.data); }`,
			['error in open /open', 'error in message /', 'unhandled in promise'],
		],
	] as const) {
		test(`is told of on the span, and fails as it would, ${name}`, async () => {
			const [traced, plain] = await Promise.all([
				runProgram(FAILING(error)),
				runProgram(
					FAILING(error).replace(/const \{ live \}.*/, 'const live = { traces: () => [] };'),
					{},
					false,
				),
			]);
			expect(JSON.parse(traced.stdout)).toEqual([
				told,
				['in open', 'in message', 'in promise'].map((message) => [message, 1, 'RangeError']),
			]);
			expect(JSON.parse(plain.stdout)).toEqual([told, []]);
		});
	}
});
