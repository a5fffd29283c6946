import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';
import { heard } from '../metrics/testing/meters';
import { encodeEnded, EndedSpan, readEnded } from '../otlp/endedSpan';
import { readableSpan } from '../testing/readableSpan';
import { SpanJournal } from './spanJournal';
import type { SpanSink } from './spanSink';

/** Tells what it was handed, in its order. */
class Telling implements SpanSink {
	readonly told: string[] = [];
	/** Called with each, before it is told. */
	during: (name: string) => void = () => {};

	add(span: ReadableSpan | EndedSpan): void {
		const { name } = span instanceof EndedSpan ? readEnded(span) : span;
		this.during(name);
		this.told.push(name);
	}

	unencodable(): void {
		this.told.push('unencodable');
	}

	async forceFlush(): Promise<void> {
		await Promise.resolve();
		this.told.push('flush');
	}

	async shutdown(): Promise<void> {
		await Promise.resolve();
		this.told.push('stop');
	}
}

const ended = (name: string) => readableSpan({ name });

describe('noted spans', () => {
	function setUp({ queueSize = 2_048 } = {}) {
		const sink = new Telling();
		const journal = new SpanJournal(sink, queueSize);
		return { sink, journal, note: (name: string) => journal.add(ended(name)) };
	}

	test('are handed on in their order, when they are asked for', () => {
		const { sink, journal, note } = setUp();
		['a', 'b', 'c'].forEach(note);
		expect(sink.told).toEqual([]);
		journal.settle();
		expect(sink.told).toEqual(['a', 'b', 'c']);
		journal.settle();
		expect(sink.told).toHaveLength(3);
	});

	test('are handed on of themselves a moment later, again and again', async () => {
		const { sink, note } = setUp();
		for (const name of ['a', 'b', 'c']) {
			note(name);
			expect(sink.told).not.toContain(name);
			await eventually(`the note of ${name}`, () => sink.told.includes(name));
		}
	});

	test.each([
		[1, 1],
		[1, 6],
		[7, 60],
		[128, 10_000],
	])('are at most %i for a queue of %i spans', (most, queueSize) => {
		const { sink, note } = setUp({ queueSize });
		const waiting: number[] = [];
		for (let n = 1; n <= 1_000; n++) {
			note(String(n));
			waiting.push(n - sink.told.length);
		}
		expect(Math.max(...waiting)).toBe(most - 1);
		expect(sink.told).toEqual(Array.from(sink.told, (_, n) => String(n + 1)));
	});

	test('do not keep one waiting that is encoded already', () => {
		const { sink, journal, note } = setUp();
		note('noted');
		journal.add(encodeEnded(ended('encoded')));
		expect(sink.told).toEqual(['encoded']);
	});

	test('that are made while others are handed on come after them, however many', () => {
		const { sink, journal, note } = setUp();
		const more = Array.from({ length: 300 }, (_, n) => `more ${n}`);
		sink.during = (name) => {
			if (name === 'a') more.forEach(note);
			journal.settle();
		};
		['a', 'b'].forEach(note);
		journal.settle();
		expect(sink.told.toSorted()).toEqual(['a', 'b', ...more].toSorted());
		expect(sink.told.indexOf('more 0')).toBeGreaterThan(sink.told.indexOf('b'));
	});

	test('are handed on before a flush and before the stop', async () => {
		const { sink, journal, note } = setUp();
		note('a');
		await journal.forceFlush();
		note('b');
		await journal.shutdown();
		expect(sink.told).toEqual(['a', 'flush', 'b', 'stop']);
	});

	test('that cannot be encoded are counted, and are not the end of the others', async () => {
		const { sink, journal, note } = setUp();
		sink.during = (name) => {
			if (name === 'broken') throw new Error('broken');
		};
		['a', 'broken', 'b'].forEach(note);
		expect(await heard(() => journal.settle())).toEqual(['Encoding a span failed']);
		expect(sink.told).toEqual(['a', 'unencodable', 'b']);
	});
});
