import { expect, test } from 'bun:test';
import { droppedSentence } from './session';

test('droppedSentence says what is missing and why', () => {
	expect(droppedSentence(new Map())).toBeNull();
	expect(
		droppedSentence(
			new Map([
				['rate', 1150],
				['elsewhere', 3],
				['new', 1],
			]),
		),
	).toBe(
		'Not everything was told to everybody: 1\u202f150 over 100 a second of one type, 3 on the way from another ' +
			'process, 1 for another reason, new.',
	);
});
