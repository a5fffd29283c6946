import { expect, test } from 'bun:test';
import type { SessionEvent } from '$trace/sessionEvent';
import { HELD_BOUNDS, HeldSessions } from './heldSessions';
import { sessionEvent } from './testTrace';

function heldOf(given: object) {
	const held = new HeldSessions({ ...HELD_BOUNDS, ...given });
	const keep = (runId: string, event: SessionEvent = sessionEvent()) => held.keep(held.of(runId), event);
	const runs = () => held.all().map(({ runId }) => runId);
	return { held, keep, runs };
}

test('of too many sessions one whose run has ended goes first, then the oldest', () => {
	const { held, runs } = heldOf({ sessions: 3 });
	for (const runId of ['a', 'b', 'c']) held.of(runId);
	held.end(held.of('b'));
	held.of('d');
	expect(runs()).toEqual(['a', 'c', 'd']);
	held.of('e');
	expect(runs()).toEqual(['c', 'd', 'e']);
});

test('of too many events those of other sessions go first', () => {
	const { held, keep, runs } = heldOf({ events: 4 });
	for (let n = 0; n < 3; n++) keep('a');
	keep('b');
	keep('b');
	expect(runs()).toEqual(['b']);
	for (let n = 0; n < 10; n++) keep('b');
	expect(held.get('b')?.events).toHaveLength(12);
});

test('the open spans of a session that went are unknown', () => {
	const { held } = heldOf({ sessions: 1 });
	const session = held.of('a');
	session.open.set('1', {
		id: '1',
		type: 't',
		startMs: 0,
		data: {},
		parentId: null,
		traceId: null,
		spanId: null,
	});
	held.opened('1', session);
	expect(held.byOpenSpan('1')).toBe(session);
	held.of('b');
	expect(held.byOpenSpan('1')).toBeUndefined();
});
