import type { Handle } from '@sveltejs/kit';

export const THEME_COOKIE = 'glasshouse_theme';
export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** Writes the reader's colour scheme into the page, so that it is right from the first paint on. */
export const theme: Handle = ({ event, resolve }) => {
	event.locals.theme = readTheme(event.cookies.get(THEME_COOKIE));
	return resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%glasshouse.theme%', event.locals.theme),
	});
};

/** The theme that a cookie or a form names; `system` where it names none. */
export function readTheme(value: unknown): Theme {
	return THEMES.find((known) => known === value) ?? 'system';
}
