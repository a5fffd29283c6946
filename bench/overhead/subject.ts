import type { Builds } from './build';
import type { Database } from './database';
import type { Load, LoadUrl } from './load';
import { MeasuredServer, type Account } from './server';
import type { Sink } from './sink';
import { PATHS, VARIANTS, type PathName, type Variant, type VariantName } from './variants';

/** Sooner than by default, so that what a round makes is sent in that round; a queue in which nothing is lost. */
const EXPORT = {
	OTEL_BSP_SCHEDULE_DELAY: '500',
	OTEL_BSP_MAX_QUEUE_SIZE: '65536',
	OTEL_METRIC_EXPORT_INTERVAL: '5000',
	OTEL_METRIC_EXPORT_TIMEOUT: '5000',
};

/** A variant that is measured, and is up. */
export interface Subject {
	readonly name: VariantName;
	readonly variant: Variant;
	account(): Promise<Account>;
	/** Asks for work for so many seconds, and waits for the answers. @throws where one is not as it should be */
	load(seconds: number): Promise<Load>;
	/** Safe where it has stopped. */
	stop(): Promise<void>;
}

/** What subjects need to stand on. */
export interface Ground {
	readonly builds: Builds;
	readonly sink: Sink;
	readonly database: Database;
	readonly load: LoadUrl;
	/** That ask at a time. */
	readonly connections: number;
}

/** Builds and starts a variant of the app of the benchmark. @throws where it does not answer as it should */
export async function startPathSubject(name: VariantName, path: PathName, ground: Ground): Promise<Subject> {
	const variant = VARIANTS[name];
	const handler = await ground.builds.handlerOf(variant);
	const server = await MeasuredServer.start(variant, handler, {
		DATABASE_URL: ground.database.url,
		...telemetryOf(name, ground.sink),
	});
	const url = `${server.url}${PATHS[path]}`;
	const response = await fetch(url);
	await response.arrayBuffer();
	if (!response.ok) throw new Error(`${variant.title}: ${url} answered ${response.status}`);
	return {
		name,
		variant,
		account: () => server.account(),
		load: (seconds) => ground.load(url, ground.connections, seconds),
		stop: () => server.stop(),
	};
}

/** The part of a variant's environment that says where telemetry goes, and when. */
export function telemetryOf(name: VariantName, sink: Sink): Record<string, string> {
	return { ...EXPORT, OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpointOf(name) };
}
