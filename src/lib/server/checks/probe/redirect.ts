import { isSecretName } from '../maskSecrets';
import { bareUrl } from './redactUrl';
import { stepFailed, type PhaseStep } from './probeError';

export const MAX_REDIRECTS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** They describe a body that is not sent again (Fetch standard, "request-body-header name"). */
const BODY_HEADERS = new Set([
	'content-encoding',
	'content-language',
	'content-location',
	'content-type',
	'content-length',
]);

/** What is asked of a target; the same for each hop but for what a redirect changes. */
export interface Ask {
	url: URL;
	method: string;
	headers: Readonly<Record<string, string>>;
	body: string | null;
}

/** @returns whether an answer asks to be followed: without a Location, a redirect is an answer like any other. */
export function isRedirect(status: number, location: string | undefined): location is string {
	return REDIRECTS.has(status) && location !== undefined;
}

/**
 * The next request of a chain, as the Fetch standard's HTTP-redirect fetch makes it: 303, and a POST under 301 or
 * 302, become a GET without a body; secrets do not go to another origin.
 * @param chain the URLs so far, the redirecting one last
 * @throws ProbeError in the phase `redirect`: BAD_REDIRECT, REDIRECT_LOOP or TOO_MANY_REDIRECTS
 */
export function follow(ask: Ask, status: number, location: string, chain: readonly URL[]): Ask {
	const url = target(ask.url, location);
	refuseEndless(url, chain);
	const sameOrigin = url.origin === ask.url.origin;
	const drops = dropsBody(ask.method, status);
	const headers = Object.entries(ask.headers).filter(
		([name]) => !(drops && BODY_HEADERS.has(name.toLowerCase())) && (sameOrigin || !isSecretName(name)),
	);
	return {
		url,
		method: drops ? 'GET' : ask.method,
		headers: Object.fromEntries(headers),
		body: drops ? null : ask.body,
	};
}

/** @returns whether a redirect leaves encryption: it is followed, as browsers do, and told on the span */
export function isDowngrade(from: URL, to: URL): boolean {
	return from.protocol === 'https:' && to.protocol === 'http:';
}

function dropsBody(method: string, status: number): boolean {
	if (status === 303) return method !== 'GET' && method !== 'HEAD';
	return method === 'POST' && (status === 301 || status === 302);
}

function target(base: URL, location: string): URL {
	const url = URL.parse(location, base);
	if (url === null) throw failed('BAD_REDIRECT', 'its Location is not a URL', 'to an http or https URL');
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		throw failed('BAD_REDIRECT', `it leads to a ${url.protocol} URL`, 'to an http or https URL');
	}
	// A server may not make us send credentials that the check does not hold.
	url.username = '';
	url.password = '';
	return url;
}

function refuseEndless(url: URL, chain: readonly URL[]): void {
	if (chain.length <= MAX_REDIRECTS) return;
	const again = chain.some((one) => one.href === url.href);
	if (again) throw failed('REDIRECT_LOOP', `it goes in a circle, back to ${bareUrl(url)}`);
	throw failed('TOO_MANY_REDIRECTS', `there are more than ${MAX_REDIRECTS}, the next to ${bareUrl(url)}`);
}

function failed(errorCode: string, actual: string, where = 'that ends') {
	const step: PhaseStep = {
		phase: 'redirect',
		doing: 'Following the redirect',
		expected: `a redirect ${where}`,
	};
	return stepFailed(step, errorCode, actual);
}
