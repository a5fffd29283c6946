import { z } from 'zod';
import { ask } from '../ask';
import { prometheusSelector } from '../prometheusName';
import { whichOf, type Place } from './place';

/* https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
const ANSWER = z.object({
	status: z.literal('success'),
	data: z.object({ resultType: z.literal('vector'), result: z.array(z.unknown()) }),
});

/** @param url of its web address @param headers that let us ask */
export function prometheus(url: string, headers: Record<string, string>): Place {
	return {
		name: 'prometheus',
		title: `Prometheus at ${url}`,
		findMetrics: (wanted) =>
			whichOf(wanted, async (metric) => {
				const query = new URLSearchParams({ query: prometheusSelector(metric) });
				const { data } = await ask(`${url}/api/v1/query?${query.toString()}`, ANSWER, { headers });
				return data.result.length > 0;
			}),
	};
}
