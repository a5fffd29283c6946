import type { Attributes } from '@opentelemetry/api';
import type { MetricDefinition } from '../../../telemetry/definition';
import { make } from './scope';

const TRANSPORT = ['glasshouse.feed.transport'] as const;

/** Of the live feed. */
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
		description: 'Number of clients that the live feed did not take, or sent away, by the reason.',
		attributes: ['glasshouse.feed.reason'],
	},
} as const satisfies Record<string, MetricDefinition>;

const feedClients = make.upDownCounter(FEED_METRICS.feedClients);
const feedFrames = make.counter(FEED_METRICS.feedFrames);
const feedDropped = make.counter(FEED_METRICS.feedDropped);
const feedRefused = make.counter(FEED_METRICS.feedRefused);

/** Of one transport, all three: clients that follow the feed, frames sent to them, frames that they lost. */
export function feedCounts(transport: 'websocket' | 'sse') {
	const attributes: Attributes = { 'glasshouse.feed.transport': transport };
	return {
		clients: (change: 1 | -1) => feedClients.add(change, attributes),
		sent: (frames: number) => feedFrames.add(frames, attributes),
		dropped: (frames: number) => feedDropped.add(frames, attributes),
	};
}

/** A client that the feed does not take, or sends away. */
export function countFeedRefusal(reason: string): void {
	feedRefused.add(1, { 'glasshouse.feed.reason': reason });
}
