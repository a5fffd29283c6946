import { join } from 'node:path';
import { startApp, type App } from '../../tests/support/app';
import { Client } from '../../tests/support/client';

export interface Ground {
	readonly databaseUrl: string;
	/** Of the collector. */
	readonly endpoint: string;
	/** Where logs go. */
	readonly folder: string;
}

/** One process of Glasshouse as it is deployed, on a database that others may share. */
export interface Glasshouse {
	readonly name: string;
	readonly pid: number;
	readonly client: Client;
	/** As an operator stops it: telemetry sends what it still has. @throws where it does not end well */
	stop(): Promise<void>;
}

/**
 * Starts the built app by its entrypoint. Nothing is set but what it must know, and where its log goes: JSON lines
 * into a file, which is about what a container's log costs it.
 */
export async function startGlasshouse(name: string, ground: Ground): Promise<Glasshouse> {
	const app = await startApp({
		env: {
			NODE_ENV: 'production',
			DATABASE_URL: ground.databaseUrl,
			OTEL_EXPORTER_OTLP_ENDPOINT: ground.endpoint,
			GLASSHOUSE_INSTANCE_ID: name,
			GLASSHOUSE_LOG_CONSOLE: 'false',
			GLASSHOUSE_LOG_FILE: join(ground.folder, `${name}.log`),
		},
	});
	return { name, pid: app.pid, client: new Client(app.url), stop: () => stop(name, app) };
}

async function stop(name: string, app: App): Promise<void> {
	const code = await app.stop();
	await app.dispose();
	if (code !== 0) throw new Error(`${name} ended with ${code}:\n${app.output()}`);
}
