import ipaddr from 'ipaddr.js';
import type { RequestEvent } from '@sveltejs/kit';
import { bearerToken } from '$server/auth';
import { config } from '$server/config';
import { AppError } from '$server/errors';
import { refuse } from './refusal';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site may make a browser send. Without a token whoever reaches the port may use
 * Glasshouse, so the name it is reached by must be a loopback one, which a rebound DNS name is not.
 */
export function refuseForeign(event: RequestEvent): Response | undefined {
	const { token, socketPath } = config();
	if (token === undefined && socketPath === undefined && !isLoopback(event.request.headers.get('host'))) {
		return refuse(event, foreignHost(event));
	}
	if (changesSomething(event, token) && isForeign(event)) return refuse(event, foreignOrigin(event));
	return undefined;
}

/** Whether a Host header names this machine's own loopback interface. */
export function isLoopback(host: string | null): boolean {
	const name = host === null ? '' : (URL.parse(`http://${host}`)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '');
	if (name === 'localhost' || name.endsWith('.localhost')) return true;
	return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

/** A token in a header is never sent by itself, so a request that carries one was not forged. */
function changesSomething({ request }: RequestEvent, token: string | undefined): boolean {
	if (READING.has(request.method)) return false;
	return token === undefined || bearerToken(request.headers.get('authorization')) === undefined;
}

/** Whether a browser sends this for a page of another site; other programs need not say where they come from. */
export function isForeign({ request, url }: Pick<RequestEvent, 'request' | 'url'>): boolean {
	const origin = request.headers.get('origin');
	if (origin !== null) return origin !== url.origin;
	const site = request.headers.get('sec-fetch-site');
	return site === 'cross-site' || site === 'same-site';
}

function foreignHost({ request }: RequestEvent): AppError {
	const host = JSON.stringify(request.headers.get('host') ?? '');
	return new AppError(
		'FORBIDDEN',
		`This Glasshouse has no GLASSHOUSE_TOKEN and answers only by a loopback name: expected Host to be 127.0.0.1, ` +
			`[::1] or localhost, got ${host}.`,
	);
}

export function foreignOrigin({ request, url }: Pick<RequestEvent, 'request' | 'url'>): AppError {
	const origin = JSON.stringify(request.headers.get('origin') ?? 'another site');
	return new AppError(
		'FORBIDDEN',
		`This request comes from a page of another site: expected Origin ${url.origin}, got ${origin}. Behind a proxy, ` +
			`let it send X-Forwarded-Proto, or set ORIGIN.`,
	);
}
