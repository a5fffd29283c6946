import { getTelemetry } from '$telemetry/handle';
import type { FeedItem } from '$trace/feed';
import { subscribeSessions } from '../sessions/sessionBus';
import { FeedChannel } from './channel';
import { Changes } from './changes';
import type { Feed } from './feeds';
import { ownTraffic } from './ownTraffic';

/** Tells everything that happens in this process from now on: spans, log lines, session events. */
export function everythingFeed(name: string): Feed {
	const channel = new FeedChannel(name);
	const changes = new Changes((items, lost) => channel.publish(items.filter(isForOthers), lost));
	const ways = [
		getTelemetry()?.live.subscribe((event) => changes.happened(event)),
		subscribeSessions((event) => changes.emitted(event)),
	];
	return feedOf(channel, changes, ways);
}

/** Tells every log line of this process from now on. */
export function logFeed(name: string): Feed {
	const channel = new FeedChannel(name);
	const changes = new Changes((items, lost) => channel.publish(items.filter(isForOthers), lost));
	const way = getTelemetry()?.live.subscribe((event) => {
		if (event.type === 'log') changes.happened(event);
	});
	return feedOf(channel, changes, [way]);
}

function isForOthers(item: FeedItem): boolean {
	return !ownTraffic.has(item);
}

function feedOf(channel: FeedChannel, changes: Changes, ways: ((() => void) | undefined)[]): Feed {
	return {
		channel,
		flush: () => changes.flush(),
		snapshot: () => [],
		stop: () => {
			changes.stop();
			for (const leave of ways) leave?.();
		},
	};
}
