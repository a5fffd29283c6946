import { expect, test } from 'bun:test';
import { chooseRange } from './ranges';

const DAY_MS = 86_400_000;

test('what is asked for', () => expect(chooseRange('7d', 0).ms).toBe(7 * DAY_MS));

test('a young check is shown by the hour, an older one by the day', () => {
	expect(chooseRange(null, 60_000).name).toBe('1h');
	expect(chooseRange('century', DAY_MS).name).toBe('24h');
});
