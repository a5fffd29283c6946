import { expect, test } from 'bun:test';
import { span } from '../sessions/testTrace';
import { closeLostSpans, isLeftBehind } from './lostSpans';

const HEARD = 1_700_000_000_000;
const updatedAt = new Date(HEARD);

test('an open span ends when its process was last heard of, as lost', () => {
	expect(closeLostSpans({ updatedAt, spans: [span({ endTimeUnixNano: null })] })).toMatchObject([
		{
			endTimeUnixNano: '1700000000000000000',
			status: { code: 'error' },
			attributes: { 'glasshouse.span.lost': true },
		},
	]);
});

test('no span ends before it starts, and one that has ended stays as it is', () => {
	const start = `${HEARD}000500`;
	const open = span({ endTimeUnixNano: null, startTimeUnixNano: start });
	const ended = span({ endTimeUnixNano: '2000' });
	const [first, second] = closeLostSpans({ updatedAt, spans: [open, ended] });
	expect(first?.endTimeUnixNano).toBe(start);
	expect(second).toEqual(ended);
});

test('a former life of this process, and a process that is silent, left their parts behind', () => {
	const heard = (instanceId: string) => ({ instanceId, updatedAt });
	expect(isLeftBehind(heard('host:3000#new'), 'host:3000#new', HEARD + 99_999)).toBe(false);
	expect(isLeftBehind(heard('host:3000#old'), 'host:3000#new', HEARD + 1)).toBe(true);
	expect(isLeftBehind(heard('other:3000#new'), 'host:3000#new', HEARD + 29_999)).toBe(false);
	expect(isLeftBehind(heard('other:3000#new'), 'host:3000#new', HEARD + 30_000)).toBe(true);
});
