import { expect, test } from 'bun:test';
import { wantedPath } from './authenticate';

test.each([
	['http://127.0.0.1:3000/', '/'],
	['http://127.0.0.1:3000/search?q=a%20b&x', '/search?q=a%20b&x'],
	['http://127.0.0.1:3000/checks?token=planted&limit=5', '/checks?token=REDACTED&limit=5'],
])('after signing in for %s one goes to %s', (wanted, path) => {
	expect(wantedPath(new URL(wanted))).toBe(path);
});
