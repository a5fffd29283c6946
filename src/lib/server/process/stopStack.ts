import { logger } from '../logger';

/** What has been started, to be stopped in the opposite order. */
export class StopStack {
	private readonly stops: { name: string; stop: () => Promise<unknown> }[] = [];

	/** @param name for the log, should it fail */
	push(name: string, stop: () => Promise<unknown>): void {
		this.stops.push({ name, stop });
	}

	/** Stops everything, the newest first; what fails is told and does not keep the rest from it. */
	async run(): Promise<void> {
		for (let next = this.stops.pop(); next !== undefined; next = this.stops.pop()) {
			try {
				await next.stop();
			} catch (error) {
				logger.error({ err: error }, `Could not stop cleanly: ${next.name}`);
			}
		}
	}
}
