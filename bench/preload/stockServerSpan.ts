// The stock set-up, and around every request the SERVER span that it lacks on Bun, as one would write it by hand.
import './stock.js';
import { context, propagation, SpanKind, SpanStatusCode, trace, type SpanOptions } from '@opentelemetry/api';

type Handler = (request: Request, server: unknown) => Response | Promise<Response>;

const tracer = trace.getTracer('server');
const serve = Bun.serve;

Reflect.set(Bun, 'serve', (options: { fetch: Handler }): unknown =>
	Reflect.apply(serve, Bun, [{ ...options, fetch: traced(options.fetch) }]),
);

function traced(handle: Handler): Handler {
	return (request, server) => {
		const parent = propagation.extract(context.active(), Object.fromEntries(request.headers));
		return tracer.startActiveSpan(request.method, describe(request), parent, async (span) => {
			try {
				const response = await handle(request, server);
				span.setAttribute('http.response.status_code', response.status);
				if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
				return response;
			} catch (error) {
				span.recordException(error instanceof Error ? error : String(error));
				span.setStatus({ code: SpanStatusCode.ERROR });
				throw error;
			} finally {
				span.end();
			}
		});
	};
}

function describe(request: Request): SpanOptions {
	const url = new URL(request.url);
	return {
		kind: SpanKind.SERVER,
		attributes: {
			'http.request.method': request.method,
			'url.path': url.pathname,
			'url.scheme': 'http',
			'server.address': url.hostname,
			'server.port': Number(url.port),
			'user_agent.original': request.headers.get('user-agent') ?? '',
		},
	};
}
