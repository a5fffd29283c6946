// A traced server that answers with what it took from a request's headers, and with the header lines that its own
// `fetch` sent on, read from a socket. Started with `bun --preload ./telemetry.ts`; prints its port.
import { context, propagation, trace } from '@opentelemetry/api';
import { createServer, type AddressInfo } from 'node:net';
import { getTelemetry } from '../../../src/telemetry/handle';

/** What the test reads. */
export interface Passed {
	/** The SERVER span; `parentSpanId` is the caller's, or `null` where a trace begins here. */
	server: { traceId: string; spanId: string; parentSpanId: string | null; traceState: string | null };
	/** The CLIENT span of what was sent on. */
	client: { traceId: string; spanId: string; parentSpanId: string | null };
	/** By key: value, and what stands behind it. */
	baggage: Record<string, { value: string; metadata?: string }>;
	/** Names, in lower case, and values. */
	sent: [string, string][];
}

const ANSWER = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n';

let heads: string[] = [];
const sink = createServer((socket) => {
	let received = '';
	socket.on('data', (chunk) => {
		received += chunk.toString('latin1');
		if (!received.includes('\r\n\r\n')) return;
		heads.push(received);
		socket.end(ANSWER);
	});
});
await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`;

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	async fetch() {
		heads = [];
		const ended = clientEnded();
		await fetch(sinkUrl);
		const passed: Passed = {
			server: serverSpan(),
			client: await ended,
			baggage: baggage(),
			sent: sentLines(),
		};
		return Response.json(passed);
	},
});
console.log(`listening on ${String(server.port)}`);

function serverSpan(): Passed['server'] {
	const active = trace.getSpanContext(context.active());
	const { traceId = '', spanId = '' } = active ?? {};
	const parentSpanId = getTelemetry()?.live.span(traceId, spanId)?.parentSpanId ?? null;
	return { traceId, spanId, parentSpanId, traceState: active?.traceState?.serialize() ?? null };
}

function clientEnded(): Promise<Passed['client']> {
	const { promise, resolve } = Promise.withResolvers<Passed['client']>();
	const live = getTelemetry()?.live;
	const leave = live?.subscribe((event) => {
		if (event.type !== 'span.end') return;
		const span = live.span(event.traceId, event.spanId);
		if (span?.kind !== 'client') return;
		leave?.();
		resolve({ traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId });
	});
	return promise;
}

function baggage(): Passed['baggage'] {
	const entries = propagation.getActiveBaggage()?.getAllEntries() ?? [];
	return Object.fromEntries(
		entries.map(([key, { value, metadata }]) => [key, { value, metadata: metadata?.toString() }]),
	);
}

function sentLines(): Passed['sent'] {
	const lines = heads.flatMap((head) => head.split('\r\n').slice(1));
	return lines.filter(Boolean).map((line) => {
		const at = line.indexOf(':');
		return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
	});
}
