import { describe, expect, test } from 'bun:test';
import { cutText } from './cutText';

const characters = (text: string) => Array.from(text).length;

describe('cutText', () => {
	test('leaves alone what fits, and says how many characters it left out', () => {
		expect(cutText('x'.repeat(100), 100)).toBe('x'.repeat(100));
		expect(cutText('😀'.repeat(100), 100)).toBe('😀'.repeat(100));
		const cut = cutText('x'.repeat(250), 100);
		const [, kept = '', left] = /^(x+)…\[\+(\d+)\]$/.exec(cut) ?? [];
		expect(kept.length + Number(left)).toBe(250);
		expect(characters(cut)).toBeLessThanOrEqual(100);
		expect(characters(cut)).toBeGreaterThan(95);
	});

	test.each([
		['a pair', '😀'],
		['a family', '👨‍👩‍👧‍👦'],
		['a flag', '🇩🇪'],
		['an accent', 'e\u0301'],
		['a line break', '\r\n'],
	])('does not tear %s', (_what, letter) => {
		for (let most = 20; most < 60; most++) {
			const [kept = ''] = cutText(letter.repeat(200), most).split('…');
			expect(kept.length % letter.length).toBe(0);
			expect(characters(kept)).toBeLessThanOrEqual(most);
		}
	});

	test('is bounded where a single letter is endless', () => {
		expect(characters(cutText(`x${'\u0301'.repeat(10_000)}`, 100))).toBeLessThanOrEqual(100);
	});

	test('mends what is broken already', () => {
		expect(cutText('a\ud83d', 100)).toBe('a\ufffd');
		expect(cutText(`${'a'.repeat(300)}\udc00`, 100).isWellFormed()).toBe(true);
	});

	test('counts no further than it is worth', () => {
		expect(cutText('x'.repeat(3_000_000), 100)).toEndWith('…[+100000 or more]');
		const edge = cutText('x'.repeat(100_100), 100);
		expect(characters(edge)).toBeLessThanOrEqual(100);
	});
});
