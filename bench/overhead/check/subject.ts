import { join } from 'node:path';
import { ROOT } from '../../../tests/support/folders';
import { Child } from '../child';
import { MeasuredServer, runtimeOf } from '../server';
import { telemetryOf, type Ground, type Subject } from '../subject';
import { VARIANTS, type VariantName } from '../variants';
import type { GlasshouseBuilds } from './build';
import { GlasshouseClient } from './client';
import { RunLoad } from './load';

export interface RunGround extends Pick<Ground, 'sink' | 'database' | 'connections'> {
	readonly builds: GlasshouseBuilds;
	/** What the check requests. */
	readonly targetUrl: string;
}

/** Builds Glasshouse, starts it as one variant on a database of its own, and makes the check whose runs are asked for. */
export async function startRunSubject(name: VariantName, ground: RunGround): Promise<Subject> {
	const variant = VARIANTS[name];
	const cwd = await ground.builds.folderOf(variant);
	const server = await MeasuredServer.listening(commandOf(name), {
		cwd,
		env: { ...(await appOf(name, cwd, ground)), ...telemetryOf(name, ground.sink), ...variant.env },
	});
	const client = new GlasshouseClient(server.url);
	await client.untilReady();
	const load = new RunLoad(client, await client.makeOnlyCheck(ground.targetUrl), ground.connections);
	return {
		name,
		variant,
		account: async () => ({ ...(await server.account()), served: load.done }),
		load: (seconds) => load.put(seconds),
		stop: () => server.stop(),
	};
}

/** As entrypoint.sh starts it, besides the account. */
function commandOf(name: VariantName): string[] {
	const [bun = 'bun', ...preload] = runtimeOf(VARIANTS[name]);
	return [bun, '--preload', join(import.meta.dir, 'account.js'), ...preload, 'build/index.js'];
}

/** The environment of the app; its log goes into a file, as JSON, which is about what a container's costs. */
async function appOf(
	name: VariantName,
	cwd: string,
	{ database }: RunGround,
): Promise<Record<string, string>> {
	const DATABASE_URL = await database.create();
	const env = { DATABASE_URL };
	await new Child(['bun', 'src/lib/server/database/migrate.ts'], { cwd: ROOT, env }).result();
	return {
		DATABASE_URL,
		NODE_ENV: 'production',
		HOST: '127.0.0.1',
		PORT: '0',
		GLASSHOUSE_DATA_DIR: join(cwd, '.data', name),
		GLASSHOUSE_INSTANCE_ID: name,
		GLASSHOUSE_LOG_CONSOLE: 'false',
		GLASSHOUSE_LOG_FILE: join(cwd, `${name}.log`),
	};
}
