/** How many messages, and how many bytes in them. */
export class Tally {
	messages = 0;
	bytes = 0;

	add(bytes: number, messages = 1): void {
		this.messages += messages;
		this.bytes += bytes;
	}

	/** What has come since `before`. */
	addDifference(now: Tally, before: Tally): void {
		this.add(now.bytes - before.bytes, now.messages - before.messages);
	}

	copy(): Tally {
		const copy = new Tally();
		copy.add(this.bytes, this.messages);
		return copy;
	}
}
