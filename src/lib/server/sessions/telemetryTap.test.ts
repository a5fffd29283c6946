import { describe, expect, test } from 'bun:test';
import { inRun } from './runContext';
import { droppedOf, sessionEvents } from './sessionBus';
import { telemetryTap, type TapOptions } from './telemetryTap';

const describeIt: TapOptions<number>['describe'] = (n) => ({
	type: n % 2 === 0 ? 'even' : 'odd',
	data: { n },
});

function tapped<S>(make: () => S): { runId: string; source: S; told: () => string[] } {
	const runId = crypto.randomUUID();
	const told = () => sessionEvents(runId).map(({ type, data }) => `${type} ${JSON.stringify(data.n)}`);
	return { runId, source: inRun(runId, make), told };
}

function stream(values: number[], onPull = () => {}, onCancel = (_reason: unknown) => {}) {
	const left = [...values];
	return new ReadableStream<number>(
		{
			pull: (controller) => {
				onPull();
				const next = left.shift();
				if (next === undefined) controller.close();
				else controller.enqueue(next);
			},
			cancel: onCancel,
		},
		{ highWaterMark: 0 },
	);
}

async function readAll(source: ReadableStream<number>): Promise<number[]> {
	const reader = source.getReader();
	const values: number[] = [];
	for (let next = await reader.read(); !next.done; next = await reader.read()) values.push(next.value);
	return values;
}

describe('telemetryTap on a stream', () => {
	test('passes every value on in order, and tells of those asked for', async () => {
		const { source, told } = tapped(() =>
			telemetryTap(stream([1, 2, 3, 4]), { describe: describeIt, types: ['e*'] }),
		);
		expect(await readAll(source)).toEqual([1, 2, 3, 4]);
		expect(told()).toEqual(['even 2', 'even 4']);
	});

	test('reads nothing before it is asked for', async () => {
		let pulled = 0;
		const { source } = tapped(() =>
			telemetryTap(
				stream([1, 2, 3], () => (pulled += 1)),
				{ describe: describeIt },
			),
		);
		const reader = source.getReader();
		await Promise.resolve();
		expect(pulled).toBe(0);
		await reader.read();
		expect(pulled).toBe(1);
	});

	test('passes a cancellation and its reason on, and an error as it is', async () => {
		let reason: unknown;
		const { source } = tapped(() =>
			telemetryTap(
				stream([1], undefined, (given) => (reason = given)),
				{ describe: describeIt },
			),
		);
		await source.cancel('enough');
		expect(reason).toBe('enough');
		const error = new Error('broken');
		const broken = new ReadableStream<number>({ pull: (controller) => controller.error(error) });
		const { source: failing } = tapped(() => telemetryTap(broken, { describe: describeIt }));
		expect(
			await failing
				.getReader()
				.read()
				.catch((caught: unknown) => caught),
		).toBe(error);
	});
});

describe('telemetryTap on an iterable', () => {
	test('passes values, return and errors through', async () => {
		let left = false;
		async function* numbers() {
			try {
				yield 1;
				await Promise.resolve();
				yield 2;
				throw new Error('broken');
			} finally {
				left = true;
			}
		}
		const { source, told } = tapped(() => telemetryTap(numbers(), { describe: describeIt }));
		const seen: number[] = [];
		const reading = async () => {
			for await (const n of source) seen.push(n);
		};
		expect(await reading().catch((error: unknown) => String(error))).toBe('Error: broken');
		expect([seen, left]).toEqual([[1, 2], true]);
		expect(told()).toEqual(['odd 1', 'even 2']);
		left = false;
		for await (const n of tapped(() => telemetryTap(numbers(), { describe: describeIt })).source) {
			expect(n).toBe(1);
			break;
		}
		expect(left).toBe(true);
	});

	test('samples where it is busy, and says how many it passed over', async () => {
		const clock = { ms: 0 };
		const now = performance.now.bind(performance);
		performance.now = () => clock.ms;
		try {
			const { source, runId } = tapped(() =>
				telemetryTap(
					stream([2, 4, 6, 1, 8], () => (clock.ms += 30)),
					{ describe: describeIt, sampleIntervalMs: 100 },
				),
			);
			expect(await readAll(source)).toEqual([2, 4, 6, 1, 8]);
			expect(sessionEvents(runId).map(({ data }) => data)).toEqual([
				{ n: 2 },
				{ n: 1 },
				{ n: 8, skipped: 2 },
			]);
		} finally {
			performance.now = now;
		}
	});

	test('counts what is over its rate, and a describe that fails harms no value', async () => {
		const { source, runId, told } = tapped(() =>
			telemetryTap(stream([2, 4, 6]), {
				maxEventsPerSec: 1,
				describe: (n) => {
					if (n === 6) throw new Error('no');
					return { type: 'even', data: { n } };
				},
			}),
		);
		expect(await readAll(source)).toEqual([2, 4, 6]);
		expect(told()).toEqual(['even 2']);
		expect(droppedOf(runId)?.rate).toBe(1);
	});
});
