import { expect, test } from 'bun:test';
import { intervalChoices } from './intervals';

test('offers sensible intervals, and none', () => {
	const choices = intervalChoices('60');
	expect(choices[0]).toEqual({ value: '10', name: '10 s' });
	expect(choices.at(-1)).toEqual({ value: '', name: 'Only when asked' });
});

test('keeps the interval that a check has, in its place', () => {
	const values = intervalChoices('90').map((choice) => choice.value);
	expect(values.slice(1, 5)).toEqual(['30', '60', '90', '300']);
});

test('what is no interval is not offered', () => {
	expect(intervalChoices('soon')).toHaveLength(intervalChoices('').length);
});
