import { expect, test } from 'bun:test';
import { logsSentence, resumeWord, shownWord } from './logs';

const none = { level: null, text: '', trace: '' };

test('the sentence says which lines are to be seen', () => {
	expect(logsSentence(none)).toBe('Every line of this process, as it is written.');
	expect(logsSentence({ ...none, level: 'warn', trace: '4bf9' })).toBe(
		'Every line that is warn or above of one trace, as it is written.',
	);
});

test('the button says how much came meanwhile', () => {
	expect([resumeWord(0), resumeWord(12)]).toEqual(['Resume', 'Resume, 12 new']);
});

test('lines are counted', () => {
	expect([shownWord(0), shownWord(1)]).toEqual(['0 lines, newest last', '1 line, newest last']);
});
