import { startReceiver, type Receiver } from '../otlp/receiver';
import type { ReceivedSpan } from '../otlp/decode';
import type { Value } from '../otlp/wire';
import { startPostgres } from '../postgres';
import { startProgram } from '../program';
import { sendRaw } from '../../../src/telemetry/testing/raw';

/** One rule of the semantic conventions, on what was exported. */
export interface Row {
	/** What must be true, as a sentence. */
	rule: string;
	holds: (exported: Exported) => unknown;
	/** What `holds` has to give. */
	is: unknown;
}

export interface Exported {
	readonly receiver: Receiver;
	/** Where the program listens, and the upstream that it calls, as `host:port`. */
	readonly server: URL;
	readonly upstream: URL;
	readonly database: URL;
	/** The SERVER span of the request with this method and path. */
	serverSpan(method: string, path: string): ReceivedSpan;
	/** The one CLIENT span under the request to `/do/{action}`. */
	clientSpan(action: string): ReceivedSpan;
}

const ACTIONS = [
	'get',
	'userinfo',
	'post',
	'refused',
	'broken',
	'moved',
	'nobody',
	'select',
	'literal',
	'insert',
	'sqlstate',
	'bunsql',
	'bunsql-sqlstate',
	'log',
	'measure',
	'fail',
	'teapot',
	'unavailable',
];

/** Runs the conformance program, asks it for everything once, stops it, and gives what it has exported. */
export async function exportEverything(
	env: Record<string, string> = {},
): Promise<Exported & AsyncDisposable> {
	const receiver = startReceiver();
	const postgres = await startPostgres();
	const database = await postgres.createDatabase();
	const program = startProgram(
		['bun', '--preload', './telemetry.ts', 'tests/support/programs/conformance.ts'],
		{
			env: {
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_SERVICE_NAME: 'conformance',
				OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,team=a%20b',
				CONFORMANCE_DATABASE_URL: database,
				...env,
			},
		},
	);
	const [, server = '', upstream = ''] = await program.line(/listening on (\S+) upstream (\S+)/);
	await askForEverything(server);
	await program.stop();
	return {
		receiver,
		server: new URL(server),
		upstream: new URL(upstream),
		database: new URL(database),
		serverSpan: (method, path) => serverSpan(receiver.spans, method, path),
		clientSpan: (action) => clientSpan(receiver.spans, `/do/${action}`),
		[Symbol.asyncDispose]: async () => {
			await postgres.stop();
			await receiver.stop();
		},
	};
}

/** `server.address` and `server.port` as `URL.host` has them. */
export function hostOf(attributes: ReceivedSpan['attributes']): string {
	return `${textOf(attributes['server.address'])}:${textOf(attributes['server.port'])}`;
}

/** An attribute for comparison; what is neither text nor number shows as JSON. */
export function textOf(value: Value | undefined): string {
	return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

async function askForEverything(url: string): Promise<void> {
	for (const action of ACTIONS) await fetch(`${url}/do/${action}`).then((response) => response.text());
	await fetch(`${url}/items/7?token=hush&page=2`, { headers: { 'user-agent': 'tester/1' } });
	await fetch(`${url}/items/7`, { method: 'DELETE' });
	await fetch(`${url}/items/7`, { method: 'HEAD' });
	await fetch(`${url}/static`);
	await fetch(`${url}/no/such/path`);
	await sendRaw(Number(new URL(url).port), [
		'GET /items/8 HTTP/1.1',
		'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
		'tracestate: vendor=1',
	]);
}

function serverSpan(spans: readonly ReceivedSpan[], method: string, path: string): ReceivedSpan {
	return only(
		spans.filter(
			({ kind, attributes }) =>
				kind === 'server' && attributes['http.request.method'] === method && attributes['url.path'] === path,
		),
		`SERVER span ${method} ${path}`,
	);
}

function clientSpan(spans: readonly ReceivedSpan[], path: string): ReceivedSpan {
	const parent = serverSpan(spans, 'GET', path);
	const children = spans.filter(
		({ kind, parentSpanId }) => kind === 'client' && parentSpanId === parent.spanId,
	);
	return only(
		children.filter(({ name }) => name !== 'pg.connect'),
		`CLIENT span under ${path}`,
	);
}

function only<T>(found: readonly T[], what: string): T {
	const [first, ...rest] = found;
	if (first === undefined || rest.length > 0) throw new Error(`Expected one ${what}, found ${found.length}`);
	return first;
}
