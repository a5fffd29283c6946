import { redirect } from '@sveltejs/kit';
import { localPath } from '$server/auth';
import { AppError } from '$server/errors';
import { readTheme, THEME_COOKIE, THEMES, type Theme } from '$server/hooks/theme';
import { toAppError, toHttpError } from '$server/rpc/errors';
import type { RequestHandler } from './$types';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps the theme that a form names, and goes back to where the form stood. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const form = await readForm(request).catch(toHttpError);
	const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const;
	cookies.set(THEME_COOKIE, form.theme, { ...options, maxAge: YEAR_SECONDS });
	redirect(303, localPath(form.next ?? refererPath(request, url)));
};

async function readForm(request: Request): Promise<{ theme: Theme; next: string | undefined }> {
	const form = await request.formData().catch(notAForm);
	const theme = readTheme(form.get('theme'));
	const next = form.get('next');
	if (theme === form.get('theme')) return { theme, next: typeof next === 'string' ? next : undefined };
	throw new AppError('BAD_REQUEST', `The form is not usable: theme: expected one of ${THEMES.join(', ')}`);
}

function notAForm(cause: unknown): never {
	const error = toAppError(cause);
	if (error.code === 'PAYLOAD_TOO_LARGE') throw error;
	throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'The body is not usable: expected a form', { cause });
}

function refererPath(request: Request, { origin }: URL): string | undefined {
	const referer = URL.parse(request.headers.get('referer') ?? '');
	return referer?.origin === origin ? `${referer.pathname}${referer.search}` : undefined;
}
