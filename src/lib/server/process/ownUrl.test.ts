import { expect, test } from 'bun:test';
import { parseConfig } from '../config';
import { ownUrl } from './ownUrl';

const TOKEN = { GLASSHOUSE_TOKEN: 'a-secret-of-some-length' };

test.each([
	[{ PORT: '3000' }, undefined, 'http://127.0.0.1:3000/healthz'],
	[{ PORT: '0' }, 45_123, 'http://127.0.0.1:45123/healthz'],
	[{ HOST: 'localhost' }, 8080, 'http://localhost:8080/healthz'],
	[{ HOST: '0.0.0.0', ...TOKEN }, 3000, 'http://127.0.0.1:3000/healthz'],
	[{ HOST: '::', ...TOKEN }, 3000, 'http://[::1]:3000/healthz'],
	[{ HOST: '::1' }, 3000, 'http://[::1]:3000/healthz'],
	[{ PORT: '0' }, undefined, null],
	[{ SOCKET_PATH: '/run/glasshouse.sock' }, undefined, null],
	[{ GLASSHOUSE_ALLOW_PRIVATE_TARGETS: 'false' }, 3000, null],
])('%p listening on %p is reached at %p', (env, port, url) => {
	expect(ownUrl(parseConfig(env), port)).toBe(url);
});
