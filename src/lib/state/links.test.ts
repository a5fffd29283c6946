import { expect, test } from 'bun:test';
import { addLink, linkChanged } from './links';

function fakeLink(stoppedAt: number | null) {
	return {
		stoppedAt,
		tries: 0,
		tryNow() {
			this.tries += 1;
		},
	};
}

test('a link that changes has those asked that believe otherwise, and only those', () => {
	const [changed, standing, lost, gone] = [fakeLink(5), fakeLink(null), fakeLink(3), fakeLink(null)];
	for (const link of [changed, standing, lost]) addLink(link);
	addLink(gone)();
	linkChanged(changed);
	expect([changed, standing, lost, gone].map(({ tries }) => tries)).toEqual([0, 1, 0, 0]);
	changed.stoppedAt = null;
	linkChanged(changed);
	expect([changed, standing, lost, gone].map(({ tries }) => tries)).toEqual([0, 1, 1, 0]);
});
