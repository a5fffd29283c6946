// What the conformance program leaves out: WebSockets, a pool that is too small, cursors, sockets of its own, requests
// as only an attacker sends them, and more spans at once than the queue holds. Started with `--preload ./telemetry.ts`.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logs, trace } from '@opentelemetry/api';
import { SQL } from 'bun';
import pg from 'pg';
import { sendRaw } from '../../../src/telemetry/testing/raw';

const connectionString = process.env.DATABASE_URL ?? '';
const SPANS_AT_ONCE = 3000;

interface Data {
	failing: boolean;
}

// What a handler of messages throws is nobody's to catch, and would end the program.
process.on('uncaughtException', (error) => console.error(error.message));

const server = Bun.serve<Data>({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/chat/:room': (incoming: Bun.BunRequest<'/chat/:room'>, self: Bun.Server<Data>) =>
			self.upgrade(incoming, { data: { failing: incoming.params.room === 'failing' } })
				? undefined
				: new Response('no upgrade', { status: 400 }),
		'/cut': () => new Response(new ReadableStream({ pull: trickle })),
		'/fail': () => {
			throw new RangeError('It broke');
		},
	},
	error: () => new Response('broken', { status: 500 }),
	fetch: () => new Response('nothing here', { status: 404 }),
	websocket: {
		open: (socket) => void socket.subscribe('all'),
		message(socket, message) {
			if (socket.data.failing) throw new TypeError('It broke');
			socket.send(message);
			server.publish('all', new Uint8Array(3));
			socket.close(4001, 'enough');
		},
	},
});

/** A body without an end. */
async function trickle(controller: ReadableStreamDefaultController<string>): Promise<void> {
	controller.enqueue('x');
	await Bun.sleep(5);
}

async function chat(room: string, message: string | Uint8Array): Promise<void> {
	const socket = new WebSocket(`${server.url.href.replace('http', 'ws')}chat/${room}`, 'chat.v1');
	const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
	socket.addEventListener('open', () => socket.send(message));
	if (room === 'failing') setTimeout(() => socket.close(), 100);
	await closed;
}

async function leaveEarly(): Promise<void> {
	const controller = new AbortController();
	const response = await fetch(new URL('/cut', server.url), { signal: controller.signal });
	await response.body?.getReader().read();
	controller.abort();
}

/** One connection for two at a time: the second waits, then gives up. */
async function crowdThePool(): Promise<void> {
	const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 50 });
	const client = await pool.connect();
	await pool.query('select 1').catch(() => undefined);
	client.release();
	await pool.query({ name: 'prepared', text: 'select $1::int', values: [1] });
	await pool.query('begin; select * from nowhere').catch(() => undefined);
	await pool.query('rollback');
	await new pg.Pool({ connectionString: connectionString.replace(/[^/]*$/, 'nowhere') })
		.query('select 1')
		.catch(() => undefined);
}

async function useBunSql(): Promise<void> {
	await using sql = new SQL(connectionString, { max: 1 });
	await sql.begin(async (transaction) => {
		await transaction`select 1`;
	});
	await sql.unsafe('select 1 as a');
	await sql`select * from nowhere`.catch(() => undefined);
}

async function askOverSocket(): Promise<void> {
	const unix = `${process.env.SOCKET_FOLDER}/socket`;
	const local = Bun.serve({ unix, fetch: () => new Response('by a file') });
	await (await fetch('http://localhost/', { unix })).text();
	await local.stop();
}

/** At a server of the same kind. */
async function askByNodeHttp(): Promise<void> {
	const nodeServer = createServer((_incoming, answer) => answer.end('by node:http'));
	await new Promise<void>((resolve) => nodeServer.listen(0, '127.0.0.1', resolve));
	const { port } = nodeServer.address() as AddressInfo;
	await new Promise((resolve) => {
		request({ port, host: '127.0.0.1' }, (response) => response.resume().on('close', resolve)).end();
	});
	nodeServer.close();
}

function overflow(): void {
	const tracer = trace.getTracer('everything');
	for (let i = 0; i < SPANS_AT_ONCE; i++) tracer.startSpan('one of many').end();
	for (let i = 0; i < SPANS_AT_ONCE; i++) logs.getLogger('everything').emit({ body: 'one of many' });
}

await chat('open', 'text');
await chat('open', new Uint8Array(5));
await chat('failing', 'text');
for (const path of ['/fail', '/nowhere']) await (await fetch(new URL(path, server.url))).text();
await leaveEarly();
await sendRaw(server.port ?? 0, ['PURGE /nowhere HTTP/1.1', 'user-agent: attacker']);
await sendRaw(server.port ?? 0, ['GET /nowhere?token=x HTTP/1.1'], 'Host: [no host');
await fetch('http://127.0.0.1:1/', { method: 'PROPFIND' }).catch(() => undefined);
await askByNodeHttp();
await trace
	.getTracer('everything')
	.startActiveSpan('crowding', (span) => crowdThePool().finally(() => span.end()));
await askOverSocket();
await useBunSql();
overflow();
console.log(`listening on ${server.url.origin}`);
