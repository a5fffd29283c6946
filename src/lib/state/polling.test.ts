import { describe, expect, test } from 'bun:test';
import { startPolling, type Surroundings } from './polling';

/** A page whose clock and visibility the test moves. */
class FakePage implements Surroundings {
	#now = 0;
	#visible = true;
	#listeners = new Set<() => void>();
	#timers = new Map<symbol, { at: number; callback: () => void }>();

	visible = () => this.#visible;
	now = () => this.#now;

	onVisibility = (listener: () => void) => {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	};

	after = (ms: number, callback: () => void) => {
		const key = Symbol('timer');
		this.#timers.set(key, { at: this.#now + ms, callback });
		return () => void this.#timers.delete(key);
	};

	show(visible: boolean): void {
		this.#visible = visible;
		for (const listener of this.#listeners) listener();
	}

	async pass(ms: number): Promise<void> {
		this.#now += ms;
		for (const [key, timer] of this.#timers) {
			if (timer.at > this.#now) continue;
			this.#timers.delete(key);
			timer.callback();
		}
		await settled();
	}

	get listening(): number {
		return this.#listeners.size + this.#timers.size;
	}
}

async function settled(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function setUp(ask: () => Promise<number>) {
	const page = new FakePage();
	const answers: number[] = [];
	const pauses: number[] = [];
	const polling = startPolling(
		{
			everyMs: 1000,
			ask,
			answered: (answer) => answers.push(answer),
			failed: (_error, retryInMs) => pauses.push(retryInMs),
		},
		page,
	);
	return { page, polling, answers, pauses };
}

describe('startPolling', () => {
	test('asks after each pause', async () => {
		let count = 0;
		const { page, answers } = setUp(() => Promise.resolve(++count));
		await page.pass(999);
		expect(answers).toEqual([]);
		await page.pass(1);
		await page.pass(1000);
		expect(answers).toEqual([1, 2]);
	});

	test('rests while nobody looks, and asks at once when somebody does again', async () => {
		let count = 0;
		const { page, answers } = setUp(() => Promise.resolve(++count));
		page.show(false);
		await page.pass(60_000);
		expect(answers).toEqual([]);
		page.show(true);
		await page.pass(0);
		expect(answers).toEqual([1]);
	});

	test('waits longer after each failure, never over 30 s, and recovers', async () => {
		let broken = true;
		const { page, answers, pauses } = setUp(() =>
			broken ? Promise.reject(new Error('gone')) : Promise.resolve(7),
		);
		for (let i = 0; i < 7; i++) await page.pass(30_000);
		expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
		broken = false;
		await page.pass(30_000);
		await page.pass(1000);
		expect(answers).toEqual([7, 7]);
	});

	test('never asks twice at a time', async () => {
		const open: (() => void)[] = [];
		const { page, polling } = setUp(() => new Promise((resolve) => open.push(() => resolve(1))));
		await page.pass(1000);
		polling.askNow();
		await page.pass(5000);
		expect(open).toHaveLength(1);
	});

	test('leaves nothing behind, and drops the answer that comes too late', async () => {
		const open: (() => void)[] = [];
		const { page, polling, answers } = setUp(() => new Promise((resolve) => open.push(() => resolve(1))));
		await page.pass(1000);
		polling.stop();
		open[0]?.();
		await settled();
		expect(answers).toEqual([]);
		expect(page.listening).toBe(0);
	});
});
