import { afterAll, beforeAll, expect, test } from 'bun:test';
import { untraced } from '../support/client';
import { bodyOf, SCENES } from '../support/contexts/scenes';
import { placeOf, type Report } from '../support/contexts/report';
import { eventually } from '../support/eventually';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram, type Program } from '../support/program';

const REQUESTS = 90_000;
const AT_A_TIME = 256;
/** Together as many messages as make up the hundred thousand; a trace must not outgrow the live store. */
const CONNECTIONS = 1_000;
const CONNECTIONS_AT_A_TIME = 200;
const MESSAGES = 10;

let postgres: PostgresServer;
let program: Program;
let url = '';

beforeAll(async () => {
	postgres = await startPostgres();
	program = startProgram(['bun', '--preload', './telemetry.ts', 'tests/support/programs/contexts.ts'], {
		env: { CONTEXTS_DATABASE_URL: await postgres.createDatabase() },
	});
	[, url = ''] = await program.line(/listening on (\S+)/);
});

afterAll(async () => {
	await program.kill();
	await postgres.stop();
});

test(`of ${REQUESTS + CONNECTIONS * MESSAGES} requests and messages, ${AT_A_TIME} at a time, no span is under a wrong parent`, async () => {
	await Promise.all([
		...Array.from({ length: AT_A_TIME }, requestAfterRequest),
		...Array.from({ length: CONNECTIONS_AT_A_TIME }, connectionAfterConnection),
	]);
	const report = await eventually('every span to end', async () => {
		const latest = await readReport();
		const open = Object.values(latest.spans).some(({ begun, ended }) => begun !== ended);
		if (open && latest.wrong === 0) throw new Error(JSON.stringify(latest));
		return latest;
	});
	expect(report).toMatchObject({ wrong: 0, examples: [], host: { wrong: 0 } });
	const { spans, host } = report;
	expect(spans.request.begun).toBeGreaterThan(0.9 * REQUESTS);
	expect(spans.connection.begun).toBe(CONNECTIONS);
	expect(spans.query.begun).toBeGreaterThan(REQUESTS / 2);
	expect(spans.call.begun).toBeGreaterThan(REQUESTS / 10);
	expect(spans.stage.begun).toBeGreaterThan(3 * REQUESTS);
	expect(host.asked).toBeGreaterThan(REQUESTS / 2);
}, 300_000);

async function readReport(): Promise<Report> {
	const response = await untraced(`${url}/report`);
	return (await response.json()) as Report;
}

const scenes = Object.keys(SCENES);
let next = 1;
let nextConnection = REQUESTS + 1;

async function requestAfterRequest(): Promise<void> {
	while (next <= REQUESTS) {
		const id = next++;
		const scene = scenes[id % scenes.length] ?? '';
		if (scene === 'aborted') await abortedRequest(scene, id);
		else await wholeRequest(scene, id);
	}
}

async function wholeRequest(scene: string, id: number): Promise<void> {
	const response = await untraced(`${url}/${scene}/r_${id}`, {
		headers: headersOf(id),
		...(scene === 'upload' ? { method: 'POST', body: inTwoParts(bodyOf(id)) } : {}),
	});
	const text = await response.text();
	expect([response.status, text]).toEqual([200, text.startsWith('part') ? 'part part part ' : 'done']);
}

/** Given up in any phase: before the handler runs, while it works, while its body comes. */
async function abortedRequest(scene: string, id: number): Promise<void> {
	const controller = new AbortController();
	const timer = setTimeout(() => controller.abort(), id % 11);
	await untraced(`${url}/${scene}/r_${id}`, { headers: headersOf(id), signal: controller.signal })
		.then((response) => response.text())
		.catch((error: unknown) => {
			if (!controller.signal.aborted) throw error;
		});
	clearTimeout(timer);
}

function headersOf(id: number): Record<string, string> {
	const place = placeOf(id);
	return place === undefined ? {} : { traceparent: `00-${place.traceId}-${place.spanId}-01` };
}

function inTwoParts(text: string): ReadableStream {
	const half = text.length / 2;
	const parts = [text.slice(0, half), text.slice(half)];
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(0);
			const part = parts.shift();
			if (part === undefined) controller.close();
			else controller.enqueue(new TextEncoder().encode(part));
		},
	});
}

async function connectionAfterConnection(): Promise<void> {
	while (nextConnection <= REQUESTS + CONNECTIONS) await converse(nextConnection++);
}

/** A connection with one message after the other, each answered. */
async function converse(id: number): Promise<void> {
	// @ts-expect-error Bun takes headers, lib.dom does not know them
	const socket = new WebSocket(`${url.replace('http', 'ws')}/connect/r_${id}`, { headers: headersOf(id) });
	const { promise, resolve, reject } = Promise.withResolvers<undefined>();
	let left = MESSAGES;
	socket.onopen = () => socket.send('a message');
	socket.onerror = () => reject(new Error('The connection failed'));
	socket.onmessage = () => {
		left -= 1;
		if (left > 0) socket.send('a message');
		else socket.close();
	};
	socket.onclose = () =>
		left > 0 ? reject(new Error(`Closed with ${left} messages to go`)) : resolve(undefined);
	await promise;
}
