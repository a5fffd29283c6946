import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { eventually } from '../../../../tests/support/eventually';
import { SessionBus } from './bus';
import { HEALTH } from './health';
import { telemetryOut, type Out, type OutOptions } from './telemetryOut';

const RUN = 'a run';
let bus: SessionBus;
let outs: Out[];
beforeEach(() => {
	bus = new SessionBus({ instanceId: 'here', incarnation: 'life' });
	outs = [];
});
afterEach(() => outs.forEach((out) => out.stop()));

function out(options: Partial<OutOptions> = {}) {
	const delivered: string[] = [];
	const made = telemetryOut({ deliver: ({ type }) => delivered.push(type), ...options }, bus);
	outs.push(made);
	return { delivered, out: made };
}

const emit = (...types: string[]) => types.forEach((type) => bus.emit(RUN, type, undefined));

describe('telemetryOut', () => {
	test('delivers in order what is asked for, and what is held of a run first', async () => {
		emit('step.one', 'other');
		const { delivered } = out({ types: ['step.*', 'exact'], runId: RUN });
		emit('step.two', 'exact', 'exactly', 'step');
		expect(delivered).toEqual([]);
		await eventually('them', () => delivered.length === 3);
		expect(delivered).toEqual(['step.one', 'step.two', 'exact']);
	});

	test('delivers one at a time, and goes on after one that failed', async () => {
		const begun: string[] = [];
		const { out: made } = out({
			deliver: async ({ type }) => {
				begun.push(type);
				await Promise.resolve();
				if (type === 'bad') throw new Error('no');
				if (type === 'worse') throw new Error('again');
			},
		});
		emit('bad', 'worse', 'good');
		await eventually('the last', () => begun.includes('good'));
		expect(made.dropped).toEqual({ rate: 0, queue: 0, failed: 2 });
		expect(bus.dropped(RUN)?.subscriber).toBe(2);
	});

	test('that hangs loses the oldest beyond 128, which is counted and told, and holds nobody up', async () => {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		const delivered: string[] = [];
		const { out: made } = out({
			deliver: async ({ type }) => {
				delivered.push(type);
				await promise;
			},
		});
		emit('first');
		await eventually('the first', () => delivered.length === 1);
		emit(...Array.from({ length: 140 }, (_, n) => `type.${n}`));
		expect(made.dropped.queue).toBe(12);
		await eventually('the health event', () => bus.events(RUN).some(({ type }) => type === HEALTH));
		const health = bus.events(RUN).find(({ type }) => type === HEALTH);
		expect(health?.data).toMatchObject({ dropped: { subscriber: 12 } });
		resolve(undefined);
		await eventually('the rest', () => delivered.includes(HEALTH));
		expect(delivered.slice(0, 2)).toEqual(['first', 'type.13']);
	});

	test('keeps to its rate, and stops', async () => {
		const { delivered, out: made } = out({ maxEventsPerSec: 3 });
		emit('a', 'b', 'c', 'd');
		await eventually('three', () => delivered.length === 3);
		expect(made.dropped.rate).toBe(1);
		made.stop();
		emit('e');
		await Promise.resolve();
		expect(delivered).toEqual(['a', 'b', 'c']);
	});
});
