import { z } from 'zod';
import { AskError, jsonOf, request } from '../ask';
import { resourceSpans } from '../otlp/read';
import type { Place } from './place';

/* https://grafana.com/docs/tempo/latest/api_docs/#query: OTLP in JSON, whose outermost list has had three names. */
const ANSWER = z.object({
	batches: resourceSpans,
	resourceSpans,
	trace: z.object({ resourceSpans }).optional(),
});

/** @param url of its HTTP API @param headers that let us ask */
export function tempo(url: string, headers: Record<string, string>): Place {
	return {
		name: 'tempo',
		title: `Tempo at ${url}`,
		findTrace: async ({ traceId }) => {
			const response = await request(`${url}/api/traces/${traceId}`, { headers });
			if (response.ok) {
				const { batches, resourceSpans: spans, trace } = await jsonOf(response, ANSWER);
				return [...batches, ...spans, ...(trace?.resourceSpans ?? [])];
			}
			if (response.status === 404 && isTempos(response, await response.text())) return [];
			throw new AskError(response.status, `${response.status} ${response.statusText}`.trim());
		},
	};
}

/** A trace that is not known is told in a few words, or in none; the page of another server is not. */
function isTempos({ headers }: Response, body: string): boolean {
	const isPage = headers.get('content-type')?.includes('html') === true;
	return !isPage && (body.trim() === '' || /trace/i.test(body));
}
