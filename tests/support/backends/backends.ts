import type { ReceivedSpan } from '../otlp/decode';
import { startFailingCollector, type FailingCollector } from '../otlp/failing';
import { jaegerAnswer } from './jaeger';
import { signozAnswer } from './signoz';
import { tempoAnswer } from './tempo';

/** Jaeger, Tempo and SigNoz by their documented query APIs, over what one collector took. */
export interface Backends {
	/** What takes OTLP; it can be made to fail. */
	readonly collector: FailingCollector;
	readonly jaeger: string;
	readonly tempo: string;
	readonly signoz: string;
	/** Spans that fit are kept by nobody from now on. */
	leaveOut(fits: (span: ReceivedSpan) => boolean): void;
	stop(): Promise<void>;
}

/** @param signozKey that SigNoz wants in each request */
export async function startBackends(signozKey: string): Promise<Backends> {
	const collector = await startFailingCollector();
	let isLeftOut: (span: ReceivedSpan) => boolean = () => false;
	const spansOf = (path: string) =>
		collector.spans.filter((span) => span.traceId === path.split('/').at(-1) && !isLeftOut(span));
	const server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		fetch: (request) => {
			const { pathname } = new URL(request.url);
			if (pathname.startsWith('/jaeger/api/traces/')) return jaegerAnswer(spansOf(pathname));
			if (pathname.startsWith('/tempo/api/traces/')) return tempoAnswer(spansOf(pathname));
			if (pathname === '/signoz/api/v5/query_range') return signozAnswer(request, signozKey, collector);
			return new Response('<h1>404 page not found</h1>', {
				status: 404,
				headers: { 'content-type': 'text/html' },
			});
		},
	});
	const url = `http://127.0.0.1:${String(server.port)}`;
	return {
		collector,
		jaeger: `${url}/jaeger`,
		tempo: `${url}/tempo`,
		signoz: `${url}/signoz`,
		leaveOut: (fits) => {
			isLeftOut = fits;
		},
		stop: async () => {
			await server.stop(true);
			await collector.stop();
		},
	};
}
