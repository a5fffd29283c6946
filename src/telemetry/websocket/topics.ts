import { Tally } from './tally';

interface Topic {
	readonly name: string;
	readonly published: Tally;
	members: number;
}

/**
 * The topics of one server that somebody has subscribed to. A message is counted once, however many receive it:
 * each subscriber remembers where the topic's count stood when it came.
 */
export class Topics {
	private readonly topics = new Map<string, Topic>();
	/** Whether who publishes to a topic of its own receives that, too. */
	publishesToSelf = false;

	/** How many subscribe to a topic. */
	members(name: string): number {
		return this.topics.get(name)?.members ?? 0;
	}

	publish(name: string, bytes: number): void {
		this.topics.get(name)?.published.add(bytes);
	}

	join(name: string): Topic {
		const topic = this.topics.get(name) ?? { name, published: new Tally(), members: 0 };
		this.topics.set(name, topic);
		topic.members += 1;
		return topic;
	}

	leave(topic: Topic): void {
		topic.members -= 1;
		if (topic.members === 0) this.topics.delete(topic.name);
	}
}

/** What one connection subscribes to, and how much was published to it so far. */
export class Subscriptions {
	private readonly joined = new Map<string, { topic: Topic; before: Tally }>();

	constructor(private readonly topics: Topics) {}

	join(name: string): void {
		if (this.joined.has(name)) return;
		const topic = this.topics.join(name);
		this.joined.set(name, { topic, before: topic.published.copy() });
	}

	/** @param received gets what was published in between */
	leave(name: string, received: Tally): void {
		const joined = this.joined.get(name);
		if (joined === undefined) return;
		this.joined.delete(name);
		received.addDifference(joined.topic.published, joined.before);
		this.topics.leave(joined.topic);
	}

	leaveAll(received: Tally): void {
		for (const name of [...this.joined.keys()]) this.leave(name, received);
	}

	/** Counts a message that this connection itself publishes. @returns whether anybody receives it */
	publish(name: string, bytes: number): boolean {
		const own = this.topics.publishesToSelf ? undefined : this.joined.get(name);
		if (this.topics.members(name) <= (own === undefined ? 0 : 1)) return false;
		this.topics.publish(name, bytes);
		own?.before.add(bytes);
		return true;
	}
}
