import type { Builds } from './build';
import { MeasuredServer } from './server';
import type { Sink } from './sink';
import { ROUTES, VARIANTS, type RouteName, type Variant, type VariantName } from './variants';

/** Sooner than by default, so that what a round makes is sent in that round; a queue in which nothing is lost. */
const EXPORT = {
	OTEL_BSP_SCHEDULE_DELAY: '500',
	OTEL_BSP_MAX_QUEUE_SIZE: '65536',
	OTEL_METRIC_EXPORT_INTERVAL: '5000',
	OTEL_METRIC_EXPORT_TIMEOUT: '5000',
};

/** A variant that is measured: its server, which is up. */
export interface Subject {
	readonly name: VariantName;
	readonly variant: Variant;
	readonly server: MeasuredServer;
	/** What is asked for. */
	readonly url: string;
}

export interface Ground {
	readonly builds: Builds;
	readonly sink: Sink;
	readonly databaseUrl: string;
	readonly route: RouteName;
}

/** Builds and starts a variant. @throws where it does not answer as it should */
export async function startSubject(name: VariantName, ground: Ground): Promise<Subject> {
	const variant = VARIANTS[name];
	const handler = await ground.builds.handlerOf(variant);
	const server = await MeasuredServer.start(variant, handler, {
		...EXPORT,
		DATABASE_URL: ground.databaseUrl,
		OTEL_SERVICE_NAME: name,
		OTEL_EXPORTER_OTLP_ENDPOINT: ground.sink.endpointOf(name),
	});
	const subject = { name, variant, server, url: `${server.url}${ROUTES[ground.route]}` };
	const response = await fetch(subject.url);
	await response.arrayBuffer();
	if (!response.ok) throw new Error(`${variant.title}: ${subject.url} answered ${response.status}`);
	return subject;
}
