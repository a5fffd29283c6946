import { AskError, request } from '../ask';
import type { Glasshouse } from '../glasshouse';
import { isExposed } from '../prometheusName';
import type { Place } from './place';

/** The app itself: what its own pages show, and where it serves its metrics. */
export function self(glasshouse: Glasshouse, scrapeUrl: string | null): Place {
	return {
		name: 'self',
		title: `Glasshouse itself at ${glasshouse.url}`,
		findTrace: async ({ traceId }) => (await glasshouse.trace(traceId))?.spans ?? [],
		findLogs: async ({ traceId }) =>
			((await glasshouse.trace(traceId))?.logs ?? []).map(({ message }) => message),
		...(scrapeUrl === null
			? {}
			: {
					findMetrics: async (wanted) => {
						const exposition = await scrape(scrapeUrl);
						return wanted.filter((metric) => isExposed(exposition, metric));
					},
				}),
	};
}

async function scrape(url: string): Promise<string> {
	const response = await request(url, { headers: { accept: 'text/plain' } });
	if (!response.ok) throw new AskError(response.status, `${url} answers ${response.status}`);
	return response.text();
}
