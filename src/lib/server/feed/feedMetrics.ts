import type { MetricDefinition } from '../../../telemetry/definition';

const TRANSPORT = ['glasshouse.feed.transport'] as const;

/** What the live feed says of itself; part of the app's catalogue in `../metrics`. */
export const FEED_METRICS = {
	feedClients: {
		name: 'glasshouse.feed.clients',
		instrument: 'upDownCounter',
		unit: '{client}',
		description: 'Number of clients that follow the live feed.',
		attributes: TRANSPORT,
	},
	feedFrames: {
		name: 'glasshouse.feed.frames',
		instrument: 'counter',
		unit: '{frame}',
		description: 'Number of frames that the live feed has sent.',
		attributes: TRANSPORT,
	},
	feedDropped: {
		name: 'glasshouse.feed.dropped',
		instrument: 'counter',
		unit: '{frame}',
		description: 'Number of frames that clients lost because they were too slow; each is told how many.',
		attributes: TRANSPORT,
	},
	feedRefused: {
		name: 'glasshouse.feed.refused',
		instrument: 'counter',
		unit: '{refusal}',
		description:
			'Number of clients that the live feed did not take, or sent away for what they sent, by the reason.',
		attributes: ['glasshouse.feed.reason'],
	},
} as const satisfies Record<string, MetricDefinition>;
