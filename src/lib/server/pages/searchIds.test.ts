import { expect, test } from 'bun:test';
import { asUuid, idDigits } from './searchIds';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const RUN_ID = '0192f3c1-7f0a-4c1e-9d2b-5a4e8c7b6d10';

test('ids and their beginnings are told from names', () => {
	expect(idDigits(TRACE_ID)).toBe(TRACE_ID);
	expect(idDigits(RUN_ID)).toBe(RUN_ID.replaceAll('-', ''));
	expect(idDigits('0192f3c1-7f')).toBe('0192f3c17f');
	expect(['abc', 'checkout', `${TRACE_ID}0`, '', '----'].map(idDigits)).toEqual([
		null,
		null,
		null,
		null,
		null,
	]);
});

test('digits become a UUID again', () => {
	expect(asUuid(RUN_ID.replaceAll('-', ''))).toBe(RUN_ID);
});
