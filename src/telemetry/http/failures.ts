import type { RequestSpan } from './requestSpan';

/** Bun asks for an error page before it does anything else: what waits for longer will not be asked for. */
const PATIENCE_MS = 100;

const { setTimeout } = globalThis;

interface Failure {
	readonly error: unknown;
	readonly span: RequestSpan;
}

/**
 * Requests whose handler threw, until Bun asks the `error` handler for a page. Bun hands it the error alone, which
 * may be any value, and the same one for two requests: the first that failed is the first that is asked for.
 */
export class Failures {
	private readonly waiting: Failure[] = [];
	private timer: Timer | undefined;

	add(error: unknown, span: RequestSpan): void {
		this.waiting.push({ error, span });
		this.timer ??= setTimeout(() => this.giveUp(), PATIENCE_MS).unref();
	}

	take(error: unknown): RequestSpan | undefined {
		const at = this.waiting.findIndex((failure) => Object.is(failure.error, error));
		return at < 0 ? undefined : this.waiting.splice(at, 1)[0]?.span;
	}

	private giveUp(): void {
		this.timer = undefined;
		for (const { span } of this.waiting.splice(0)) span.unanswered();
	}
}
