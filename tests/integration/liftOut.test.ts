import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startProgram, type Program } from '../support/program';

/** The five steps of docs/telemetry.md, word for word, in an app that knows nothing of this repository. */
const page = readFileSync(join(ROOT, 'docs/telemetry.md'), 'utf8');
const [, lift = ''] = /\n## Lift it into your app in five steps\n([^]*?)\n## /.exec(page) ?? [];
const [app = '', ...steps] = lift.split(/^### \d\. /m);

/** The fenced code of a language in a part of the page. */
function code(language: 'sh' | 'ts', part: string | undefined): string {
	const [, found] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(part ?? '') ?? [];
	if (found === undefined) throw new Error(`There is no ${language} in: ${part ?? 'nothing'}`);
	return found;
}

const COLLECTOR = 'http://localhost:4318';

let receiver: Receiver;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
	receiver = startReceiver();
	folder = temporaryFolder();
	writeFileSync(join(folder.path, 'package.json'), '{ "name": "your-app", "type": "module" }\n');
	writeFileSync(join(folder.path, 'server.ts'), code('ts', app));
});

afterAll(async () => {
	await receiver.stop();
	folder.remove();
});

/** A line of the page in a shell of its own, which becomes the program, so that signals reach it. */
function run(command: string, env: Record<string, string> = {}): Program {
	return startProgram(['sh', '-e', '-c', command], { cwd: folder.path, env: { GLASSHOUSE: ROOT, ...env } });
}

async function runToEnd(command: string): Promise<void> {
	const program = run(command);
	if ((await program.exited) !== 0) throw new Error(`${command}\n${program.output()}`);
}

/** Serves by a command of the page, asks for an order, and ends it as a container would. */
async function serve(command: string, env: Record<string, string> = {}): Promise<unknown> {
	const program = run(`exec env ${command}`, { PORT: '0', ...env });
	const [, url = ''] = await program.line(/listening on (\S+)/);
	const answer: unknown = await (await untraced(`${url}orders/7`)).json();
	expect(await program.stop()).toBe(143);
	expect(program.output()).not.toMatch(/error/i);
	return answer;
}

describe('in a fresh folder', () => {
	const [copy, install, preload, send, tell] = steps;

	test('there are five steps', () => {
		expect(steps).toHaveLength(5);
	});

	test('1: copy', async () => {
		await runToEnd(code('sh', copy));
		expect(existsSync(join(folder.path, 'telemetry.ts'))).toBe(true);
		const tests = new Bun.Glob('src/**/*.test.ts').scanSync(folder.path);
		expect([...tests]).toEqual([]);
	});

	test('2: install', async () => {
		await runToEnd(code('sh', install));
		expect(existsSync(join(folder.path, 'node_modules/@opentelemetry/api/package.json'))).toBe(true);
	});

	test('3: preload, which sends nothing anywhere', async () => {
		expect(await serve(code('sh', preload))).toEqual({ id: '7' });
		expect(receiver.requests).toEqual([]);
	});

	test('4: say where it goes', async () => {
		const command = code('sh', send);
		expect(command).toContain(COLLECTOR);
		expect(await serve(command.replace(COLLECTOR, receiver.url))).toEqual({ id: '7' });
		const span = await eventually('the span of the request', () =>
			receiver.spans.find(({ service }) => service === 'shop'),
		);
		expect(span).toMatchObject({
			name: 'GET /orders/:id',
			kind: 'server',
			attributes: { 'url.path': '/orders/7' },
		});
	});

	test('5: tell more', async () => {
		writeFileSync(join(folder.path, 'server.ts'), code('ts', tell));
		const before = receiver.spans.length;
		await serve(code('sh', send).replace(COLLECTOR, receiver.url));
		const [own, request] = await eventually('both spans', () => {
			const found = receiver.spans.slice(before);
			const named = (name: string) => found.find((span) => span.name === name);
			const [price, server] = [named('price order'), named('GET /orders/:id')];
			return price !== undefined && server !== undefined && ([price, server] as const);
		});
		expect(own).toMatchObject({ parentSpanId: request.spanId, attributes: { 'shop.order.id': '7' } });
		const { traceId, spanId } = own;
		const log = await eventually('the log record', () =>
			receiver.logs.find(({ body }) => body === 'order 7 is priced'),
		);
		expect(log).toMatchObject({ service: 'shop', scope: 'shop', severity: 9, traceId, spanId });
		const [orders] = await eventually('the metric', () => {
			const points = receiver.points('shop.orders');
			return points.length > 0 && points;
		});
		expect(orders).toMatchObject({
			value: 1,
			unit: '{order}',
			isMonotonic: true,
			attributes: { 'shop.order.kind': 'book' },
		});
		expect(receiver.points('http.server.request.duration').length).toBeGreaterThan(0);
	});
});
