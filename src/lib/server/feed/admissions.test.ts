import { expect, test } from 'bun:test';
import { METRICS } from '../metrics';
import { valueOf } from '../testMetrics';
import { Admissions } from './admissions';

const NOW = Date.now();

function setUp() {
	const admissions = new Admissions();
	const told: string[] = [];
	const admit = (id: string, leftMs: number) => {
		const { admission, dismiss } = admissions.admit({ id, expiresAtMs: NOW + leftMs });
		admission.whenOver((why) => told.push(`${id} ${why}`));
		return { admission, dismiss };
	};
	return { admissions, told, admit };
}

test('each is over once its session has expired, and is told so once', () => {
	const { admissions, told, admit } = setUp();
	const { dismiss } = admit('short', 1_000);
	admit('long', 2_000);
	admissions.expire(NOW + 999);
	expect(told).toEqual([]);
	admissions.expire(NOW + 1_000);
	admissions.expire(NOW + 1_001);
	expect(told).toEqual(['short expired']);
	dismiss();
	admissions.expire(NOW + 2_000);
	expect(told).toEqual(['short expired', 'long expired']);
});

test('signing out ends all that was opened with that session, and nothing else', () => {
	const { admissions, told, admit } = setUp();
	for (const id of ['one', 'one', 'other']) admit(id, 1_000);
	admissions.admit(undefined).admission.whenOver(() => told.push('the token'));
	admissions.signOut({ id: 'one', expiresAtMs: NOW });
	expect(told).toEqual(['one signed_out', 'one signed_out']);
});

test('who has gone is not told any more', () => {
	const { admissions, told, admit } = setUp();
	admit('one', 1_000).dismiss();
	admissions.expire(NOW + 1_000);
	expect(told).toEqual([]);
});

test('whoever asks too late is told at once', () => {
	const { admissions } = setUp();
	const session = { id: 'one', expiresAtMs: NOW };
	const { admission } = admissions.admit(session);
	admissions.signOut(session);
	const told: string[] = [];
	admission.whenOver((why) => told.push(why));
	expect(told).toEqual(['signed_out']);
});

test('each end is counted by its reason', async () => {
	const { admissions, admit } = setUp();
	const counted = () => valueOf(METRICS.feedRefused, { 'glasshouse.feed.reason': 'expired' });
	const before = await counted();
	admit('one', 0);
	admissions.expire(NOW);
	expect(await counted()).toBe(before + 1);
});
