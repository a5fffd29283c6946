import { expect, test } from 'bun:test';
import { misfitSentence, misfitWords } from './misfit';

test('a span outside its parent is told in words', () => {
	expect(misfitWords({ earlyMs: 12, lateMs: 0, foreign: false })).toBe('begins 12 ms before its parent');
	expect(misfitSentence({ earlyMs: 12, lateMs: 30, foreign: true })).toBe(
		'It begins 12 ms before its parent, ends 30 ms after its parent. The clocks of the two services differ.',
	);
	expect(misfitSentence({ earlyMs: 0, lateMs: 30, foreign: false })).toBe('It ends 30 ms after its parent.');
});
