import type { Receiver } from '../otlp/receiver';
import type { Place } from './place';

/** What comes out of the app over OTLP, in a receiver of our own. */
export function otlp({ url, spans, series, lines }: Receiver): Place {
	return {
		name: 'otlp',
		title: `the OTLP receiver of this command at ${url}`,
		findTrace: ({ traceId }) => Promise.resolve(spans.filter((span) => span.traceId === traceId)),
		findMetrics: (wanted) =>
			Promise.resolve(
				wanted.filter(({ name, attribute }) =>
					[...series.values()].some(
						(one) =>
							one.name === name && (attribute === null || one.attributes[attribute.key] === attribute.value),
					),
				),
			),
		findLogs: ({ traceId }) =>
			Promise.resolve(lines.filter((line) => line.traceId === traceId).map(({ message }) => message)),
	};
}
