import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import bunAdapter from 'svelte-adapter-bun';

const OUT = 'build';
const ENTRY = fileURLToPath(new URL('./entry.js', import.meta.url));

/**
 * `svelte-adapter-bun` with an entry of our own. Its own entry listens on 0.0.0.0, takes every request for
 * https, and cuts open connections on SIGTERM; ours does not (see entry.js).
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function adapter() {
	const inner = bunAdapter({ out: OUT, precompress: true });
	return {
		...inner,
		name: 'glasshouse',
		async adapt(builder) {
			await inner.adapt(builder);
			copyFileSync(ENTRY, `${OUT}/index.js`);
			rmSync(`${OUT}/start.js`, { force: true });
		},
	};
}
