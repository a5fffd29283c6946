import { context, diag } from '@opentelemetry/api';
import { typeFilter } from '../../sessions/typeFilter';
import { RateLimit } from './rateLimit';
import { runIdOf } from './runContext';
import { countDropped } from './sessionBus';
import { telemetry } from './telemetry';

export interface TapOptions<T> {
	/** What is to be told of a value; `null` for nothing. What it throws harms no value. */
	describe(value: T): { type: string; data?: object } | null;
	/** Prefix globs, such as `body.*`; all unless given. */
	types?: readonly string[];
	/** Of a type, at most one event in so long; how many were passed over stands in the next one as `skipped`. */
	sampleIntervalMs?: number;
	/** Without a bound of its own unless given; what is over it is counted as dropped. */
	maxEventsPerSec?: number;
}

/**
 * Passes the values of a stream or an iterable through as they are and in their order, and tells session events about
 * them, in the run in which it is called. It reads no value before it is asked for one; cancelling, returning and
 * errors pass through as well.
 */
export function telemetryTap<T>(source: ReadableStream<T>, options: TapOptions<T>): ReadableStream<T>;
export function telemetryTap<T>(source: AsyncIterable<T>, options: TapOptions<T>): AsyncIterable<T>;
export function telemetryTap<T>(
	source: ReadableStream<T> | AsyncIterable<T>,
	options: TapOptions<T>,
): ReadableStream<T> | AsyncIterable<T> {
	const tell = context.bind(context.active(), teller(options));
	return source instanceof ReadableStream ? tappedStream(source, tell) : tappedIterable(source, tell);
}

function tappedStream<T>(source: ReadableStream<T>, tell: (value: T) => void): ReadableStream<T> {
	const reader = source.getReader();
	return new ReadableStream<T>(
		{
			pull: async (controller) => {
				const { done, value } = await reader.read();
				if (done) return controller.close();
				tell(value);
				controller.enqueue(value);
			},
			cancel: (reason) => reader.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
}

/** Not an async generator: those lose their context on Bun, and hold `return` back until a value has come. */
function tappedIterable<T>(source: AsyncIterable<T>, tell: (value: T) => void): AsyncIterable<T> {
	return {
		[Symbol.asyncIterator]: () => {
			const inner = source[Symbol.asyncIterator]();
			const told = (result: IteratorResult<T, unknown>) => {
				if (!result.done) tell(result.value);
				return result;
			};
			const tapped: AsyncIterator<T, unknown> = {
				next: async (...given) => told(await inner.next(...given)),
			};
			const [leave, fail] = [inner.return?.bind(inner), inner.throw?.bind(inner)];
			if (leave !== undefined) tapped.return = async (value) => told(await leave(value));
			if (fail !== undefined) tapped.throw = async (error) => told(await fail(error));
			return tapped;
		},
	};
}

interface Sampled {
	atMs: number;
	skipped: number;
}

/** Types are of low cardinality; where they are not, sampling ends rather than memory. */
const MOST_TYPES = 100;

function teller<T>({ describe, types, sampleIntervalMs = 0, maxEventsPerSec }: TapOptions<T>) {
	const wanted = typeFilter(types);
	const rate = maxEventsPerSec === undefined ? undefined : new RateLimit(maxEventsPerSec);
	const samples = new Map<string, Sampled>();
	return (value: T): void => {
		try {
			const told = describe(value);
			if (told === null || !wanted(told.type)) return;
			const nowMs = performance.now();
			const skipped = take(samples, told.type, nowMs, sampleIntervalMs);
			if (skipped === null) return;
			if (rate?.pass(nowMs) === false) return countOverRate();
			telemetry.emit(told.type, skipped === 0 ? told.data : { ...told.data, skipped });
		} catch (error) {
			diag.debug('A value that passed a tap could not be told', error);
		}
	};
}

/** @returns how many were passed over since the last one that was taken, or `null` where this one is */
function take(samples: Map<string, Sampled>, type: string, nowMs: number, intervalMs: number): number | null {
	if (intervalMs <= 0) return 0;
	const last = samples.get(type);
	if (last !== undefined && nowMs - last.atMs < intervalMs) {
		last.skipped += 1;
		return null;
	}
	if (last !== undefined || samples.size < MOST_TYPES) samples.set(type, { atMs: nowMs, skipped: 0 });
	return last?.skipped ?? 0;
}

function countOverRate(): void {
	const runId = runIdOf(context.active());
	if (runId !== undefined) countDropped(runId, 'rate');
}
