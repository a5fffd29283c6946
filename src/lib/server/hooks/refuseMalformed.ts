import type { RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { forPrograms, refuse } from './refusal';

/** Programs get JSON for a path that cannot be decoded, where kit would answer with its error page. */
export function refuseMalformed(event: RequestEvent): Response | undefined {
	if (!forPrograms(event) || isDecodable(event.url.pathname)) return undefined;
	return refuse(event, new AppError('BAD_REQUEST', 'The path is not usable: expected percent-encoded UTF-8'));
}

function isDecodable(pathname: string): boolean {
	try {
		decodeURI(pathname);
		return true;
	} catch {
		return false;
	}
}
