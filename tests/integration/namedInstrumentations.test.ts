import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTRUMENTATION_CLASSES, NOT_ON_BUN } from '../../src/telemetry/instrumentation/namedClasses';
import { ROOT } from '../support/folders';
import { installNamed, useNamed, type Used } from '../support/named';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startProgram } from '../support/program';

const WAYS = ['import', 'require'] as const;

/** The spans of an instrumentation, as `kind name < parent's name`, in alphabetical order; and what the case tells. */
const CASES: Record<string, { spans: string[]; told: unknown; ways?: readonly (typeof WAYS)[number][] }> = {
	express: {
		spans: ['internal middleware - middleware < GET /hi/:id', 'internal request handler < GET /hi/:id'],
		told: 'hi',
	},
	koa: {
		spans: [
			'internal middleware - middleware < GET /hi/:id',
			'internal router - /hi/:id < middleware - middleware',
		],
		told: 'hi',
	},
	connect: {
		spans: ['internal middleware - middleware < GET /hi', 'internal request handler - /hi < GET /hi'],
		told: 'hi',
	},
	hapi: {
		spans: ['internal ext - onPreHandler < GET /hi/{id}', 'internal route - /hi/{id} < GET /hi/{id}'],
		told: 'hi',
	},
	restify: {
		spans: [
			'internal middleware - middleware < GET /hi/:id',
			'internal request handler - /hi/:id < middleware - middleware',
		],
		told: '"hi"',
	},
	router: {
		spans: [
			'internal middleware - handle < GET',
			'internal middleware - middleware < GET',
			'internal request handler - /hi/:id < middleware - handle',
		],
		told: 'hi',
	},
	'nestjs-core': {
		spans: ['internal Create Nest App < program', 'internal Greeter.hi < GET', 'internal hi < Greeter.hi'],
		told: 'hi',
	},
	graphql: {
		spans: [
			'internal graphql.parse < program',
			'internal graphql.parseSchema < program',
			'internal graphql.resolve greeting < query',
			'internal graphql.validate < program',
			'internal query < program',
		],
		told: { data: { greeting: 'hi' } },
	},
	dataloader: {
		spans: [
			'client dataloader.load < program',
			'client dataloader.load < program',
			'internal dataloader.batch < dataloader.load',
		],
		told: [2, 4],
	},
	'generic-pool': {
		spans: ['internal generic-pool.acquire < program', 'internal generic-pool.acquire < program'],
		told: true,
	},
	'lru-memoizer': { spans: [], told: [true, true] },
	knex: { spans: ['client select test_1.pg_catalog.pg_namespace < program'], told: [{ nspname: 'public' }] },
	dns: {
		spans: ['client dns.lookup < program', 'client dns.lookup < program', 'client dns.lookup < program'],
		told: 'string',
	},
	net: { spans: ['internal tcp.connect < program'], told: 'closed' },
	fs: {
		spans: [
			'internal fs access < program',
			'internal fs readFile < program',
			'internal fs statSync < program',
		],
		told: 'string',
	},
	grpc: {
		spans: [
			'client grpc.greeting.Greeter/Hi < program',
			'server grpc.greeting.Greeter/Hi < grpc.greeting.Greeter/Hi',
		],
		told: { a: 1 },
	},
	openai: { spans: ['client chat small < program'], told: 'hi', ways: ['require'] },
	'socket.io': { spans: ['producer send / < program'], told: 'hi' },
	'aws-sdk': { spans: ['client SQS.ListQueues < program'], told: ['hi'] },
};

let receiver: Receiver;
let postgres: PostgresServer;
let env: Record<string, string>;

beforeAll(async () => {
	await installNamed();
	receiver = startReceiver();
	postgres = await startPostgres();
	env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, NAMED_DATABASE_URL: await postgres.createDatabase() };
});

afterAll(async () => {
	await postgres.stop();
	await receiver.stop();
});

function spansOf(name: string, { traceId }: Used): string[] {
	const trace = receiver.trace(traceId);
	const parents = new Map(trace.map((span) => [span.spanId, span.name]));
	const told = ({ kind, name, parentSpanId }: ReceivedSpan) =>
		`${kind} ${name} < ${parents.get(parentSpanId ?? '') ?? 'nothing here'}`;
	return trace
		.filter(({ scope }) => scope === `@opentelemetry/instrumentation-${name}`)
		.map(told)
		.sort();
}

describe.each(Object.entries(CASES))('%s', (name, { spans, told, ways = WAYS }) => {
	test.each([...ways])('is traced where its library comes by %s', async (way) => {
		const used = await useNamed(name, way, env);
		expect(used.told).toEqual(told);
		expect(spansOf(name, used)).toEqual(spans);
	});
});

describe.each(['pino', 'bunyan', 'winston'])('%s', (name) => {
	test.each([...WAYS])('writes the trace to its lines where it comes by %s', async (way) => {
		const { told, traceId } = await useNamed(name, way, env);
		expect(told).toMatchObject([
			{ trace_id: traceId, span_id: expect.any(String) as string, trace_flags: '01' },
		]);
	});
});

/** What a program prints with these instrumentations named. */
async function printed(named: string, code: string): Promise<{ code: number; output: string }> {
	const command = ['bun', '--preload', './telemetry.ts', '-e', code];
	const program = startProgram(command, { env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: named } });
	return { code: await program.exited, output: program.output() };
}

describe('what is named', () => {
	const LOADED = `
		const found = Object.keys(require.cache).map((file) => /@opentelemetry\\/(?:auto-)?instrumentation[-s]([^/]+)/.exec(file)?.[1]);
		console.log([...new Set(found)].filter(Boolean).sort().join());`;

	test('is all that is loaded', async () => {
		const { output: none } = await printed('', LOADED);
		const { output: some } = await printed('express,dns', LOADED);
		expect(none.trim()).toBe('');
		expect(some.trim()).toBe('dns,express');
	});

	test.each([...NOT_ON_BUN])('is refused where it tells nothing true on Bun: %s', async (name, reason) => {
		const { code, output } = await printed(`express,${name}`, 'console.log("went on")');
		expect(code).toBe(1);
		expect(output).toContain(`OTEL_NODE_ENABLED_INSTRUMENTATIONS="${name}" is not usable on Bun: ${reason}`);
		expect(output).not.toContain('went on');
	});

	test('is refused where nothing is called so', async () => {
		const { code, output } = await printed('redsi', 'console.log("went on")');
		expect(code).toBe(1);
		expect(output).toMatch(/OTEL_NODE_ENABLED_INSTRUMENTATIONS="redsi" is not usable: expected .*\bredis\b/);
	});

	test('does no harm where its library is not there', async () => {
		const all = [...INSTRUMENTATION_CLASSES.keys()].join();
		expect(await printed(all, 'console.log("went on")')).toEqual({ code: 0, output: 'went on\n' });
	});

	test('tells the metrics of its host', async () => {
		const { output } = await printed(
			'host-metrics',
			`import { getTelemetry } from './src/telemetry/handle';
			const { scopeMetrics } = await getTelemetry().collectMetrics();
			const scope = scopeMetrics.find(({ scope }) => scope.name === '@opentelemetry/instrumentation-host-metrics');
			console.log(scope.metrics.map(({ descriptor }) => descriptor.name).join());
			process.exit(0);`,
		);
		expect(output).toContain('system.memory.usage');
	});
});

/** The first cells of the documentation's table, without their marks. */
function documented(): string[] {
	const lines = readFileSync(join(ROOT, 'docs/instrumentations.md'), 'utf8').split('\n');
	return lines.flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);
}

test('the documentation has a row for each that is held, and the code knows them all', () => {
	const collection = 'node_modules/@opentelemetry/auto-instrumentations-node/package.json';
	const { dependencies } = JSON.parse(readFileSync(join(ROOT, collection), 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const held = Object.keys(dependencies).flatMap((name) => /instrumentation-(.+)/.exec(name)?.[1] ?? []);
	const ours = ['http', 'pg'];
	expect([...INSTRUMENTATION_CLASSES.keys(), ...NOT_ON_BUN.keys(), ...ours].sort()).toEqual(held.sort());
	expect(held.filter((name) => !documented().includes(name))).toEqual([]);
});
