// `npm start`: install and build what has changed, then hand over to the entrypoint.
import { INSTALLED_BUN } from './bun.mjs';
import { ensure } from './ensure.mjs';
import { attach, runMain } from './run.mjs';

await runMain(async () => {
	await ensure();
	return process.platform === 'win32' ? serve() : attach(['sh', './entrypoint.sh']);
});

/** The entrypoint's steps, where there is no shell to run it. */
async function serve() {
	if (process.env.DATABASE_URL) {
		const code = await attach([INSTALLED_BUN, 'src/lib/server/database/migrate.ts']);
		if (code !== 0) return code;
	}
	return attach([INSTALLED_BUN, '--preload', './telemetry.ts', 'build/index.js']);
}
