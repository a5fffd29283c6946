import { describe, expect, test } from 'bun:test';
import { runProgram } from './testing/program';

/** What a program finds loaded when it has done its work. */
const LOOK = `
	const files = Object.keys(require.cache);
	const own = files.filter((path) => path.includes('/src/telemetry/'));
	const packages = files.map((path) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean);
	const transpiler = new Bun.Transpiler({ loader: 'ts' });
	const imported = own.flatMap((path) => transpiler.scanImports(require('fs').readFileSync(path, 'utf8')));
	const statically = imported.filter(({ kind, path }) => kind === 'import-statement' && /^(node|bun):/.test(path));
	process.stdout.write(JSON.stringify({
		packages: [...new Set(packages)].sort(),
		builtins: [...new Set(statically.map(({ path }) => path))].sort(),
	}) + '\\n', () => process.exit(0));
`;

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
const API = '@opentelemetry/api';
/** Loaded together by whatever loads one of the SDKs or the official instrumentations. */
const CORE = ['@opentelemetry/core', '@opentelemetry/semantic-conventions'];

interface Loaded {
	packages: string[];
	builtins: string[];
}

async function loaded(env: Record<string, string> = {}, work = ''): Promise<Loaded> {
	const { stdout, stderr } = await runProgram(`${work}\n${LOOK}`, { ...ENDPOINT, ...env });
	const last = stdout.trim().split('\n').at(-1) ?? '';
	if (!last.startsWith('{')) throw new Error(`The program failed: ${stderr}`);
	return JSON.parse(last) as Loaded;
}

const packagesOf = async (env: Record<string, string> = {}, work = '') => (await loaded(env, work)).packages;

/** What each costs every start in milliseconds and megabytes is paid by who uses it, when it is used. */
describe('of all packages', () => {
	test('the API alone is loaded at the start, with and without somebody to send to', async () => {
		expect(await packagesOf()).toEqual([API]);
		expect(await packagesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual([API]);
	});

	test('the API alone is loaded for what is sampled, kept, spooled, scraped or sent in another way', async () => {
		const env = {
			OTEL_TRACES_SAMPLER: 'keep_what_matters',
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
			OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
			OTEL_METRICS_EXPORTER: 'otlp,prometheus',
			OTEL_EXPORTER_PROMETHEUS_PORT: '0',
			OTEL_PROPAGATORS: 'tracecontext,baggage,b3',
		};
		expect(await packagesOf(env)).toEqual([API]);
	});

	test('nothing more is loaded by serving, asking, logging and measuring', async () => {
		const work = `
			const { logs, metrics, trace } = await import('@opentelemetry/api');
			const server = Bun.serve({ port: 0, fetch: () => new Response('served') });
			await trace.getTracer('tested').startActiveSpan('outer', async (span) => {
				await (await fetch(server.url, { headers: { traceparent: 'nonsense' } })).text();
				logs.getLogger('tested').emit({ body: 'line', attributes: { a: [1, 2] }, exception: new Error('e') });
				metrics.getMeter('tested').createCounter('count').add(1);
				span.recordException(new Error('e'));
				span.setAttribute('a', { deep: [1] }).addLink({ context: span.spanContext() }).end();
			});
			await server.stop(true);`;
		expect(await packagesOf({}, work)).toEqual([API]);
	});

	test('the official instrumentation of node:http is loaded by the first request that is to be traced', async () => {
		const ask = `
			const { promise, resolve } = Promise.withResolvers();
			const { get } = await import('node:http');
			get('http://127.0.0.1:9/').on('error', resolve);
			await promise;`;
		const official = ['@opentelemetry/instrumentation', '@opentelemetry/instrumentation-http'];
		const found = await packagesOf({}, ask);
		expect([API, ...CORE, ...official].filter((name) => !found.includes(name))).toEqual([]);
		expect(await packagesOf({}, `const untraced = await import('node:http');`)).toEqual([API]);
		const suppressed = `
			const { suppressTracing } = await import('./src/telemetry/suppression.ts');
			const { context } = await import('@opentelemetry/api');
			await context.with(suppressTracing(context.active()), async () => { ${ask} });`;
		expect(await packagesOf({}, suppressed)).toEqual([API]);
	});

	test('the SDKs are loaded for the exporters to the console', async () => {
		const sdks = (names: string[]) => names.filter((name) => name.includes('/sdk-'));
		expect(sdks(await packagesOf({ OTEL_TRACES_EXPORTER: 'console' }))).toEqual(['@opentelemetry/sdk-trace']);
		expect(sdks(await packagesOf({ OTEL_LOGS_EXPORTER: 'console' }))).toEqual(['@opentelemetry/sdk-logs']);
		expect(sdks(await packagesOf({ OTEL_METRICS_EXPORTER: 'console' }))).toEqual([
			'@opentelemetry/sdk-metrics',
		]);
	});
});

test('of the modules of the runtime, those that take long are imported by nothing at the start', async () => {
	const { builtins } = await loaded();
	expect(builtins).toContain('node:fs');
	// An ES import of a builtin loads all that it has: node:util takes 4 ms, node:zlib 5 ms, fs/promises 1 ms.
	const cheap = [
		...['bun:jsc', 'node:async_hooks', 'node:events', 'node:fs', 'node:module', 'node:os', 'node:path'],
	];
	expect(builtins.filter((name) => !cheap.includes(name))).toEqual([]);
});
