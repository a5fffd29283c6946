import type { Handle } from '@sveltejs/kit';

const ALWAYS: Record<string, string> = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	// With no-referrer a form of our own would be sent with `Origin: null` and be refused as foreign.
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
/** For what is no page. Pages get theirs, with its nonces, from kit. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const FRAME_POLICY = "frame-ancestors 'none'";

/** Tells the browser what this site never does. What is shown may be secret, so nothing is kept in a shared cache. */
export const securityHeaders: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers } = response;
	for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
	if (!headers.has('content-security-policy')) headers.set('content-security-policy', policyFor(headers));
	if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-cache');
	return response;
};

function policyFor(headers: Headers): string {
	return headers.get('content-type')?.startsWith('text/html') === true ? FRAME_POLICY : NO_PAGE_POLICY;
}
