import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { beforeEach, describe, expect, test } from 'bun:test';
import type { SessionEvent } from '$trace/sessionEvent';
import { eventually } from '../../../../tests/support/eventually';
import { SessionBus } from './bus';
import { HEALTH } from './health';
import { MOST_EVENTS, MOST_OPEN } from './session';

const RUN = 'a run';
const SPAN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

let bus: SessionBus;
beforeEach(() => {
	bus = new SessionBus({ instanceId: 'here', incarnation: 'life' });
});

const typesOf = (events: SessionEvent[]) => events.map(({ type, phase }) => `${type} ${phase}`);
const last = () => bus.events(RUN).at(-1);
const health = () => bus.events(RUN).filter(({ type }) => type === HEALTH);

describe('an event', () => {
	test('names its run, its process, and the span that is active', () => {
		context.with(trace.setSpanContext(ROOT_CONTEXT, SPAN), () =>
			bus.emit(RUN, 'probe.redirect', { status: 302 }),
		);
		expect(last()).toEqual({
			sessionId: RUN,
			id: 'life-1',
			type: 'probe.redirect',
			phase: 'event',
			timeUnixNano: last()?.timeUnixNano ?? '',
			traceId: SPAN.traceId,
			spanId: SPAN.spanId,
			correlationId: null,
			parentId: null,
			latencyMs: null,
			instanceId: 'here',
			data: { status: 302 },
		});
		expect(last()?.timeUnixNano).toMatch(/^\d{19}$/);
		expect(bus.eventsOfTrace(SPAN.traceId)).toEqual(bus.events(RUN));
	});

	test('is told to whoever listens, and one who fails harms nobody else', async () => {
		const heard: string[] = [];
		const leave = [
			bus.subscribe(() => {
				throw new Error('broken');
			}),
			bus.subscribe(({ type }) => heard.push(type), RUN),
			bus.subscribe(() => heard.push('of another run'), 'another run'),
		];
		expect(bus.emit(RUN, 'one', undefined)).toBe(true);
		expect(heard).toEqual(['one']);
		expect(bus.dropped(RUN)?.subscriber).toBe(1);
		await eventually('the health event', () => heard.includes(HEALTH));
		for (const stop of leave) stop();
		bus.emit(RUN, 'two', undefined);
		expect(heard).toEqual(['one', HEALTH]);
	});

	test('is there for a late subscriber: what is held, then what comes, nothing twice', () => {
		bus.emit(RUN, 'before', undefined);
		const seen = bus.events(RUN);
		bus.subscribe((event) => seen.push(event), RUN);
		bus.emit(RUN, 'after', undefined);
		expect(typesOf(seen)).toEqual(['before event', 'after event']);
	});
});

describe('a session span', () => {
	test('has two ends that belong together, the data of both, and its duration', () => {
		const outer = bus.start(RUN, 'run', { trigger: 'manual' });
		const inner = bus.start(RUN, 'step.request', { attempt: 1 }, outer);
		expect(bus.end(inner, { status: 200 })).toBe(true);
		expect(bus.end(outer, undefined)).toBe(true);
		const [, start, end] = bus.events(RUN);
		expect(start).toMatchObject({ phase: 'start', correlationId: inner, parentId: outer, latencyMs: null });
		expect(end).toMatchObject({ phase: 'end', correlationId: inner, parentId: outer });
		expect(end?.data).toEqual({ attempt: 1, status: 200 });
		expect(end?.latencyMs).toBeGreaterThanOrEqual(0);
		expect(bus.end(inner, undefined)).toBe(false);
		expect(bus.end('unknown', undefined)).toBe(false);
	});

	test('has no parent in a span of another run, nor in one that has ended', () => {
		const foreign = bus.start('another run', 'run', undefined);
		const ended = bus.start(RUN, 'run', undefined);
		bus.end(ended, undefined);
		bus.emit(RUN, 'one', undefined, foreign);
		expect(last()?.parentId).toBeNull();
		bus.emit(RUN, 'two', undefined, ended);
		expect(last()?.parentId).toBeNull();
	});

	test('that is never ended is closed with its run, the inner one first, and says so', () => {
		const outer = bus.start(RUN, 'run', undefined);
		const inner = bus.start(RUN, 'step.judge', { attempt: 2 }, outer);
		bus.endSession(RUN);
		const ends = bus.events(RUN).filter(({ phase }) => phase === 'end');
		expect(ends.map(({ correlationId }) => correlationId)).toEqual([inner, outer]);
		expect(ends[0]?.data).toEqual({ attempt: 2, unended: true });
		expect(bus.end(inner, undefined)).toBe(false);
	});

	test('does not leak: of too many the oldest is closed', () => {
		const ids = Array.from({ length: MOST_OPEN + 1 }, (_, n) => bus.start(RUN, `type ${n}`, undefined));
		expect(last()).toMatchObject({ type: `type ${MOST_OPEN}`, phase: 'start' });
		expect(bus.events(RUN).at(-2)).toMatchObject({
			correlationId: ids[0],
			phase: 'end',
			data: { unended: true },
		});
	});

	test('is ended however busy it is: its end waits for its turn', async () => {
		const id = bus.start(RUN, 'busy', undefined);
		while (bus.emit(RUN, 'busy', undefined));
		bus.end(id, { at: 'last' });
		expect(last()?.phase).toBe('event');
		const end = await eventually('the end', () => bus.events(RUN).find(({ phase }) => phase === 'end'));
		expect(end).toMatchObject({ correlationId: id, data: { at: 'last' } });
		expect(end.latencyMs).toBeLessThan(900);
	});
});

describe('what is dropped', () => {
	test('over 100 a second of one type is counted and told, but other types pass', async () => {
		const passed = Array.from({ length: 250 }, () => bus.emit(RUN, 'busy', undefined)).filter(Boolean);
		expect(passed).toHaveLength(100);
		expect(bus.emit(RUN, 'other', undefined)).toBe(true);
		await eventually('the health event', () => health().length === 1);
		expect(health()[0]?.data).toEqual({ dropped: { rate: 150 }, total: { rate: 150 } });
	});

	test('from the ring is counted, and the health event itself brings about no other', async () => {
		for (let n = 0; n < MOST_EVENTS + 5; n++) bus.emit(RUN, `type ${n % 10}`, undefined);
		expect(bus.events(RUN)).toHaveLength(MOST_EVENTS);
		await eventually('the health event', () => health().length === 1);
		expect(health()[0]?.data).toEqual({ dropped: { ring: 5 }, total: { ring: 5 } });
		expect(bus.dropped(RUN)?.ring).toBe(6);
		bus.countDropped(RUN, 'subscriber', 1, false);
		bus.emit(RUN, 'later', undefined);
		await eventually('the second health event', () => health().length === 2, 5000);
		expect(health()[1]?.data).toEqual({
			dropped: { ring: 2, subscriber: 1 },
			total: { ring: 7, subscriber: 1 },
		});
	});

	test('from the data is counted', async () => {
		bus.emit(RUN, 'big', { list: Array.from({ length: 100 }, () => 1) });
		await eventually('the health event', () => health().length === 1);
		expect(health()[0]?.data).toMatchObject({ dropped: { size: 68 } });
	});

	test('never comes to more than one health event a second', async () => {
		for (let n = 0; n < 101; n++) bus.emit(RUN, 'busy', undefined);
		await eventually('the first', () => health().length === 1);
		bus.emit(RUN, 'busy', undefined);
		await eventually('the second', () => health().length === 2, 5000);
		const [first, second] = health().map(({ timeUnixNano }) => BigInt(timeUnixNano));
		expect(Number((second ?? 0n) - (first ?? 0n)) / 1e6).toBeGreaterThanOrEqual(990);
	});
});
