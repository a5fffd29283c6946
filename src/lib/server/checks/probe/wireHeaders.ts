import { propagation, type Context } from '@opentelemetry/api';
import { version } from '../../../../../package.json';
import { type Ask } from './redirect';

export const USER_AGENT = `Glasshouse/${version} (+endpoint check)`;

/** Written by the probe alone: they frame the message, or join the target's spans to ours. */
const OWN = new Set([
	'host',
	'connection',
	'content-length',
	'transfer-encoding',
	'keep-alive',
	'te',
	'trailer',
	'upgrade',
]);
const BODYLESS = new Set(['GET', 'HEAD']);

/** @returns the body that goes with a method; a GET or HEAD has none. */
export function bodyFor({ method, body }: Ask): string | null {
	return BODYLESS.has(method) ? null : body;
}

/**
 * The headers of a request. The check's own come first, then defaults where it set none, and the trace context
 * last, so that nothing can put another one in its place.
 * @param span the context that holds the CLIENT span
 */
export function wireHeaders(ask: Ask, span: Context): Record<string, string> {
	const headers = ownHeaders(ask);
	const carrier: Record<string, string> = {};
	propagation.inject(span, carrier);
	return Object.assign(headers, carrier);
}

function ownHeaders(ask: Ask): Record<string, string> {
	const taken = new Set([...OWN, ...propagation.fields(), 'traceparent', 'tracestate', 'baggage']);
	const given = Object.entries(ask.headers).filter(([name]) => !taken.has(name.toLowerCase()));
	const names = new Set(given.map(([name]) => name.toLowerCase()));
	const defaults = Object.entries(defaultsFor(ask)).filter(([name]) => !names.has(name));
	return Object.fromEntries([...given, ...defaults]);
}

function defaultsFor(ask: Ask): Record<string, string> {
	const common = { 'user-agent': USER_AGENT, accept: '*/*', 'accept-encoding': 'identity' };
	const body = bodyFor(ask);
	if (body !== null) {
		const length = String(Buffer.byteLength(body));
		return { ...common, 'content-type': contentTypeOf(body), 'content-length': length };
	}
	// RFC 9110: a method that expects content says when there is none.
	return ['POST', 'PUT', 'PATCH'].includes(ask.method) ? { ...common, 'content-length': '0' } : common;
}

function contentTypeOf(body: string): string {
	try {
		JSON.parse(body);
		return 'application/json';
	} catch {
		return 'text/plain;charset=UTF-8';
	}
}
