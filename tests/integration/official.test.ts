// GLASSHOUSE_TELEMETRY=official in programs of its own: lifted out by the words of docs/telemetry.md, and over pg.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveSpan } from '../../src/telemetry/live/types';
import { untraced } from '../support/client';
import { ROOT, temporaryFolder } from '../support/folders';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startPostgres } from '../support/postgres';
import { startProgram } from '../support/program';

setDefaultTimeout(120_000);

describe('lifted out', () => {
	/** More than one batch of spans, and less than a queue. */
	const REQUESTS = 1_200;
	const page = readFileSync(join(ROOT, 'docs/telemetry.md'), 'utf8');
	const SERVER = `
		import { logs, metrics, SeverityNumber } from '@opentelemetry/api';
		const orders = metrics.getMeter('shop').createCounter('shop.orders');
		const server = Bun.serve({
			port: 0,
			routes: {
				'/orders/:id': ({ params }) => {
					orders.add(1);
					logs.getLogger('shop').emit({ severityNumber: SeverityNumber.INFO, body: params.id });
					return new Response('ok');
				},
			},
		});
		console.log('listening on ' + server.url.href);
	`;
	const folder = temporaryFolder();
	let receiver: Receiver;
	let output = '';
	let code = 0;

	beforeAll(async () => {
		receiver = startReceiver();
		writeFileSync(join(folder.path, 'package.json'), '{ "name": "your-app", "type": "module" }\n');
		writeFileSync(join(folder.path, 'server.ts'), SERVER);
		for (const section of ['1. Copy', '2. Install', 'The official way']) await follow(section);
		await serve();
	});
	afterAll(async () => {
		await receiver.stop();
		folder.remove();
	});

	/** The first shell command of a section of the page. */
	async function follow(section: string): Promise<void> {
		const [, command] = new RegExp(`^#+ ${section}$[^]*?^\`\`\`sh\\n([^]*?)^\`\`\``, 'm').exec(page) ?? [];
		if (command === undefined) throw new Error(`There is no command under ${section}`);
		const shell = ['sh', '-e', '-c', command];
		const program = startProgram(shell, { cwd: folder.path, env: { GLASSHOUSE: ROOT } });
		if ((await program.exited) !== 0) throw new Error(`${command}\n${program.output()}`);
	}

	async function serve(): Promise<void> {
		const env = {
			GLASSHOUSE_TELEMETRY: 'official',
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_DEBUG: 'true',
			OTEL_LOG_LEVEL: 'warn',
		};
		const command = ['bun', '--preload', './telemetry.ts', 'server.ts'];
		const program = startProgram(command, { cwd: folder.path, env });
		const [, url = ''] = await program.line(/listening on (\S+)/);
		for (let i = 0; i < REQUESTS; i++) await (await untraced(`${url}orders/${i}`)).text();
		code = await program.stop();
		output = program.output();
	}

	test('says once what it was started with, and nothing else', () => {
		const [first, second, ...more] = output.trim().split('\n');
		expect(first).toStartWith(
			'[telemetry] initialised implementation=official service=your-app endpoint=http',
		);
		expect(second).toStartWith('listening on ');
		expect(more).toEqual([]);
	});

	test('ends by the SIGTERM that it was sent, and has lost nothing', () => {
		expect(code).toBe(143);
		const [point] = receiver.points('shop.orders').slice(-1);
		expect({
			spans: receiver.spans.filter(({ name }) => name === 'GET /orders/:id').length,
			logs: new Set(receiver.logs.map(({ body }) => body)).size,
			orders: point?.value,
		}).toEqual({ spans: REQUESTS, logs: REQUESTS, orders: REQUESTS });
	});

	test('tells of all three signals with one resource, and of no request of its own', () => {
		const origins = [...receiver.spans, ...receiver.logs, ...receiver.metrics];
		expect(new Set(origins.map(({ resource }) => resource['service.instance.id'])).size).toBe(1);
		expect(new Set(receiver.spans.map(({ kind }) => kind))).toEqual(new Set(['server']));
	});
});

describe('over pg', () => {
	let traces: LiveSpan[][] = [];

	beforeAll(async () => {
		const postgres = await startPostgres();
		const env = { GLASSHOUSE_TELEMETRY: 'official', DATABASE_URL: await postgres.createDatabase() };
		const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/officialPool.ts'];
		const program = startProgram(command, { env });
		const [, json = ''] = await program.line(/^(\[\[.*)$/m);
		await postgres.stop();
		traces = JSON.parse(json) as LiveSpan[][];
	});

	test('a query that waited for a connection is in the trace of its own request', () => {
		expect(traces).toHaveLength(7);
		for (const spans of traces.slice(0, 6)) {
			const [request, query] = spans;
			expect(spans).toHaveLength(2);
			expect(query).toMatchObject({
				scope: '@opentelemetry/instrumentation-pg',
				parentSpanId: request?.spanId,
				kind: 'client',
			});
		}
	});

	test('an error is told by its SQLSTATE, and nowhere by its message, which quotes a value', () => {
		const query = traces[5]?.[1];
		expect(query).toMatchObject({
			name: 'SELECT',
			status: { code: 'error', message: 'data exception (22P02)' },
			attributes: {
				'db.query.text': 'select ?::int',
				'db.response.status_code': '22P02',
				'error.type': '22P02',
			},
			events: [{ name: 'exception', attributes: { 'exception.type': '22P02' } }],
		});
		expect(JSON.stringify(query)).not.toContain('hush');
	});

	test('a cursor, whose span would never end, has none', () => {
		expect(traces[6]?.map(({ name }) => name)).toEqual(['reading']);
		expect(traces.flat().filter(({ endTimeUnixNano }) => endTimeUnixNano === null)).toEqual([]);
	});

	test('a span keeps within its parent, to less than a millisecond', () => {
		for (const [request, query] of traces.slice(0, 6)) {
			expect(BigInt(query?.startTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(
				BigInt(request?.startTimeUnixNano ?? 0),
			);
			expect(BigInt(query?.endTimeUnixNano ?? 0)).toBeLessThanOrEqual(BigInt(request?.endTimeUnixNano ?? 0));
		}
	});
});
