import { config } from '$server/config';
import { logger } from '$server/logger';
import { readPulse, type Pulse } from '$server/pages/pulse';
import { withSpan } from '$server/telemetry';
import type { LayoutServerLoad } from './$types';

/** Reads `url.pathname`, so that the top bar is brought up to date with every page that is gone to. */
export const load: LayoutServerLoad = async ({ locals, url }) => {
	const { authenticated, theme } = locals;
	const known = { authenticated, theme, canSignOut: authenticated && config().token !== undefined };
	if (!authenticated || url.pathname === '/sign-in') return { ...known, pulse: null };
	return { ...known, pulse: await withSpan('layout.pulse', readPulse).catch(unknownPulse) };
};

/** Without its database the app still has pages to show: what is wrong is told by them, not by the frame. */
function unknownPulse(error: unknown): Pulse | null {
	logger.warn({ err: error }, 'The pulse of the top bar could not be read');
	return null;
}
