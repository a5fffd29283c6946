import { expect, test } from 'bun:test';
import { forgetClient, NOWHERE, watchClient, type Waiting } from './clientWatch';

class Asker implements Waiting {
	place = NOWHERE;
	readonly left = Promise.withResolvers<undefined>();
	readonly connection = new AbortController();
	readonly request = new Request('http://h.example/', { signal: this.connection.signal });
	hasLeft = false;

	clientLeft(): void {
		this.hasLeft = true;
		this.left.resolve(undefined);
	}
}

test('who waits is told that its client has left, whoever was forgotten before, and in whatever order', async () => {
	const askers = Array.from({ length: 40 }, () => new Asker());
	askers.forEach(watchClient);
	const forgotten = [0, 39, 7, 38, 8, 20].map((index) => askers[index] ?? new Asker());
	for (const one of [...forgotten, ...forgotten]) forgetClient(one);
	const waiting = askers.filter((one) => !forgotten.includes(one));
	const [early = new Asker(), ...late] = waiting;
	early.connection.abort();
	await early.left.promise; // from here on, the requests themselves tell
	expect(late.some(({ hasLeft }) => hasLeft)).toBe(false);
	for (const { connection } of askers) connection.abort();
	await Promise.all(waiting.map(({ left }) => left.promise));
	expect(forgotten.some(({ hasLeft }) => hasLeft)).toBe(false);
});

test('who is watched twice waits once', () => {
	const [one, other] = [new Asker(), new Asker()];
	for (const asker of [one, other, one]) watchClient(asker);
	forgetClient(one);
	forgetClient(other);
	expect([one.place, other.place]).toEqual([NOWHERE, NOWHERE]);
});
