// A program that serves, asks, queries, logs and makes spans, on a telemetry of which one part throws whenever it
// is called. Prints what the program itself saw, which must be the same whatever is broken, or not there.
import {
	diag,
	logs,
	metrics,
	propagation,
	ROOT_CONTEXT,
	SpanStatusCode,
	trace,
	type DiagLogger,
	type TextMapPropagator,
} from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { request } from 'node:http';
import { parseConfig } from '../../config';
import { registerContextManager } from '../../contextManager';
import { instrument } from '../../instrument';
import { LiveLogRecordProcessor } from '../../live/logProcessor';
import { MemoryLiveStore } from '../../live/store';
import { startMetricExport } from '../../metrics/export';
import { emitLog } from '../../pipeline/logs';
import { LocalParentPropagator } from '../../pipeline/propagator';
import { SpanCounts } from '../../pipeline/spanCounts';
import { SpanPipeline } from '../../pipeline/spans';
import { registerLoggers, registerMeters, registerPropagator, registerTracers } from '../../providers';
import { describeResource } from '../../resource';

const [part = 'nothing', isPlain] = process.argv.slice(2);
const told: unknown[] = [];
let failures = 0;

process.on('uncaughtException', (error) => told.push(`uncaught ${String(error)}`));
process.on('unhandledRejection', (error) => told.push(`unhandled ${String(error)}`));

const fail = (): never => {
	failures += 1;
	throw new Error('broken telemetry');
};
const reject = async (): Promise<never> => {
	await Promise.resolve();
	return fail();
};

const SPANS: SpanProcessor = { onStart() {}, onEnd() {}, forceFlush: reject, shutdown: reject };
const LOGS: LogRecordProcessor = { onEmit() {}, forceFlush: reject, shutdown: reject };
const PROPAGATOR: TextMapPropagator = { inject: fail, extract: fail, fields: () => [] };
const DIAG: DiagLogger = { error: fail, warn: fail, info: fail, debug: fail, verbose: fail };

/** What is broken, and how. */
interface Broken {
	spans?: Partial<SpanProcessor>;
	logs?: Partial<LogRecordProcessor>;
	send?: () => Promise<void>;
	onLog?: () => void;
	also?: () => void;
}

const observable = (callback: () => void | Promise<void>) => () =>
	metrics.getMeter('tested').createObservableGauge('broken').addCallback(callback);

const BROKEN: Record<string, Broken> = {
	nothing: {},
	'span processor, onStart': { spans: { onStart: fail } },
	'span processor, onEnding': { spans: { onEnding: fail } },
	'span processor, onEnd': { spans: { onEnd: fail } },
	'log record processor, onEmit': { logs: { onEmit: fail } },
	'log record processor, enabled': { logs: { enabled: fail } },
	'metric exporter, at once': { send: fail },
	'metric exporter, later': { send: reject },
	'metric callback, at once': { also: observable(fail) },
	'metric callback, later': { also: observable(reject) },
	'way of the log lines': { onLog: fail },
	'listener of the live store': { also: () => void live?.subscribe(fail) },
	propagator: {
		also: () => {
			propagation.disable();
			const composite = new CompositePropagator({ propagators: [PROPAGATOR] });
			propagation.setGlobalPropagator(new LocalParentPropagator(composite));
		},
	},
	'logger of failures': {
		spans: { onStart: fail, onEnd: fail },
		logs: { onEmit: fail },
		send: reject,
		onLog: fail,
		also: () => {
			diag.setLogger(DIAG, { suppressOverrideMessage: true });
			observable(fail)();
		},
	},
};

const started = isPlain === undefined ? start(BROKEN[part] ?? {}) : undefined;
const live = started?.live;
if (live !== undefined) BROKEN[part]?.also?.();

/** As `runTelemetry` does, but for the broken parts in place of the ways out. */
function start(broken: Broken) {
	const config = parseConfig({}, { name: 'hostile' });
	const resource = describeResource(config);
	registerContextManager();
	registerPropagator(config);
	const meters = registerMeters(config, resource);
	const send = broken.send ?? (() => Promise.resolve());
	const metricExport = startMetricExport(config, meters, [{ temporality: 'delta', send }]);
	instrument(config);
	const store = new MemoryLiveStore(broken.onLog ?? emitLog);
	const { slow } = config;
	const pipeline = new SpanPipeline({
		live: store,
		counts: new SpanCounts(),
		export: null,
		keep: null,
		slow,
	});
	const spans = [{ ...SPANS, ...broken.spans }, pipeline];
	registerTracers(config, resource, spans);
	registerLoggers(config, resource, [{ ...LOGS, ...broken.logs }, new LiveLogRecordProcessor(store)]);
	return { live: store, metricExport };
}

const server = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	development: false,
	routes: { '/users/:id': (asked) => new Response(asked.params.id) },
	async fetch(asked) {
		if (asked.url.endsWith('/throws')) throw new RangeError('thrown');
		await Bun.sleep(1);
		return new Response(await asked.text(), { status: 201 });
	},
	error: (error) => new Response(error.message, { status: 500 }),
});

const tracer = trace.getTracer('tested');
const logger = logs.getLogger('tested');

/** As an app's `withSpan` does. */
function inSpan<T>(fn: () => T): T {
	return tracer.startActiveSpan('inside', { attributes: { a: 1 } }, (span) => {
		try {
			span.setAttribute('b', 2).addEvent('c').updateName('d');
			return fn();
		} catch (error) {
			span.recordException(String(error));
			span.setStatus({ code: SpanStatusCode.ERROR });
			throw error;
		} finally {
			span.end();
		}
	});
}

function asked(path: string): Promise<number | undefined> {
	const { promise, resolve } = Promise.withResolvers<number | undefined>();
	const sent = request(`${server.url.origin}${path}`, (response) => {
		response.resume().on('end', () => resolve(response.statusCode));
	});
	sent.on('error', (error) => resolve(void told.push(String(error))));
	sent.end();
	return promise;
}

async function query(): Promise<unknown> {
	const sql = new Bun.SQL('sqlite://:memory:');
	const rows: unknown = await sql`select ${7} as seven`;
	const refused: unknown = await sql`select nothing from nowhere`.catch((error: unknown) => String(error));
	await sql.close();
	return [rows, refused];
}

const ACTS: Record<string, () => unknown> = {
	'a span': () => inSpan(() => 'returned'),
	'a span of a failure': () =>
		inSpan(() => {
			throw new RangeError('mine');
		}),
	'a span in a span': () => inSpan(() => inSpan(() => 7)),
	'a request': async () => {
		const response = await fetch(`${server.url.origin}/path`, { method: 'POST', body: 'sent' });
		return [response.status, await response.text()];
	},
	'a route': async () => (await fetch(`${server.url.origin}/users/7`)).text(),
	'a request that fails': async () => (await fetch(`${server.url.origin}/throws`)).text(),
	'a request through node:http': () => asked('/path'),
	'a query': query,
	'a log record': () => logger.emit({ body: 'said', attributes: { a: 1 } }),
	'a log record in a span': () => inSpan(() => logger.emit({ body: 'said' })),
	'a line of the log': () =>
		live?.log({
			timeUnixNano: '1700000000000000000',
			level: 'info',
			message: 'm',
			traceId: null,
			spanId: null,
			attributes: {},
		}),
	'a measurement': () => metrics.getMeter('tested').createCounter('counted').add(1, { a: 1 }),
	'an extraction': () => propagation.extract(ROOT_CONTEXT, { traceparent: '00-1' }) === ROOT_CONTEXT,
	'an injection': () => propagation.inject(ROOT_CONTEXT, {}),
	'an export of metrics': () => started?.metricExport.forceFlush(),
	'the last export of metrics': () => started?.metricExport.shutdown(),
};

for (const [name, act] of Object.entries(ACTS)) {
	try {
		const result: unknown = await act();
		told.push([name, result]);
	} catch (error) {
		told.push([name, 'threw', String(error)]);
	}
}
await server.stop(true);
process.stdout.write(told.map((one) => `${JSON.stringify(one)}\n`).join(''));
process.stderr.write(`failures: ${failures}\n`);
process.exit(0);
