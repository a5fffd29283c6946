import { diag } from '@opentelemetry/api';
import { ConfigError } from '../config/environment';
import { acceptsGzip, chosenFormat } from './prometheus/negotiation';
import { render, type Format } from './prometheus/text';
import { timed, type Collect } from './timed';

/**
 * As it is when this module is loaded, which is before our instrumentation replaces it: a scrape is no request to
 * the app, and has no span.
 */
const serve = Bun.serve;

const CONTENT_TYPES: Record<Format, string> = {
	text: 'text/plain; version=0.0.4; charset=utf-8',
	openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

export interface PrometheusOptions {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
	/** Cumulative, for Prometheus takes nothing else. */
	readonly collect: Collect;
}

/**
 * Answers `GET /metrics`. Scrapes that come while one is answered share its collection. The server does not keep
 * a process alive.
 * @throws ConfigError where the port cannot be had
 */
export function startPrometheus({ host, port, collect }: PrometheusOptions): {
	url: string;
	stop(): Promise<void>;
} {
	const scrape = shared(timed('prometheus_http_text_metric_exporter', collect));
	const server = listen(host, port, (request) => answer(request, scrape));
	server.unref();
	return { url: new URL('/metrics', server.url).href, stop: () => server.stop(true) };
}

function listen(hostname: string, port: number, fetch: (request: Request) => Promise<Response>) {
	try {
		// Outside development, Bun shares a port with whoever has it, unless it is told not to.
		return serve({ hostname, port, fetch, development: false, reusePort: false });
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		throw new ConfigError(
			`OTEL_EXPORTER_PROMETHEUS_PORT=${port} is not usable: expected a port that is free on ` +
				`OTEL_EXPORTER_PROMETHEUS_HOST=${hostname} (${said})`,
			{ cause: error },
		);
	}
}

async function answer(request: Request, scrape: Collect): Promise<Response> {
	if (new URL(request.url).pathname !== '/metrics') return new Response('Not found\n', { status: 404 });
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		return new Response('Method not allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } });
	}
	try {
		const format = chosenFormat(request.headers.get('accept'));
		return page(render(await scrape(), format), format, acceptsGzip(request.headers.get('accept-encoding')));
	} catch (error) {
		diag.error('Answering Prometheus failed', error);
		return new Response('Collecting metrics failed\n', { status: 500 });
	}
}

function page(text: string, format: Format, gzip: boolean): Response {
	const headers = new Headers({ 'content-type': CONTENT_TYPES[format], vary: 'Accept, Accept-Encoding' });
	if (!gzip) return new Response(text, { headers });
	headers.set('content-encoding', 'gzip');
	return new Response(Bun.gzipSync(text), { headers });
}

function shared(collect: Collect): Collect {
	let running: ReturnType<Collect> | undefined;
	return () => {
		running ??= collect().finally(() => {
			running = undefined;
		});
		return running;
	};
}
