// The stock set-up, and around every request the SERVER span that it lacks on Bun, as one would write it by hand.
import './stock.js';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('server');
const serve = Bun.serve;

Bun.serve = (options) => serve({ ...options, fetch: traced(options.fetch) });

/** @param {(request: Request, server: unknown) => Response | Promise<Response>} handle */
function traced(handle) {
	return (/** @type {Request} */ request, /** @type {unknown} */ server) => {
		const url = new URL(request.url);
		const parent = propagation.extract(context.active(), Object.fromEntries(request.headers));
		const attributes = {
			'http.request.method': request.method,
			'url.path': url.pathname,
			'url.scheme': 'http',
			'server.address': url.hostname,
			'server.port': Number(url.port),
			'user_agent.original': request.headers.get('user-agent') ?? '',
		};
		const options = { kind: SpanKind.SERVER, attributes };
		return tracer.startActiveSpan(request.method, options, parent, async (span) => {
			try {
				const response = await handle(request, server);
				span.setAttribute('http.response.status_code', response.status);
				if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
				return response;
			} catch (error) {
				span.recordException(error);
				span.setStatus({ code: SpanStatusCode.ERROR });
				throw error;
			} finally {
				span.end();
			}
		});
	};
}
