import { z } from 'zod';
import { collectorConfig } from './collectorConfig';
import { readYaml, servicesOf, type Compose, type Service } from './compose';

/** What the images listen on where nothing is configured: https://www.jaegertracing.io/docs/2.19/architecture/apis/ */
const BY_DEFAULT: Record<string, readonly number[]> = {
	app: [3000],
	postgres: [5432],
	jaeger: [4317, 4318, 13133, 16686],
	prometheus: [9090],
	grafana: [3000],
};

const tempo = z.object({
	server: z.object({ http_listen_port: z.int() }),
	distributor: z.object({
		receivers: z.object({
			otlp: z.object({ protocols: z.record(z.string(), z.object({ endpoint: z.string() })) }),
		}),
	}),
});
const loki = z.object({ server: z.object({ http_listen_port: z.int() }) });
const collector = z.object({
	extensions: z.object({ health_check: z.object({ endpoint: z.string() }) }),
	receivers: z.object({
		otlp: z.object({ protocols: z.record(z.string(), z.object({ endpoint: z.string() })) }),
	}),
	service: z.object({
		telemetry: z.object({
			metrics: z.object({
				readers: z.array(
					z.object({
						pull: z.object({
							exporter: z.object({ prometheus: z.object({ host: z.literal('0.0.0.0'), port: z.int() }) }),
						}),
					}),
				),
			}),
		}),
	}),
});

/** The ports on which the services of a profile can be reached by the others, by host name. */
export function listening(compose: Compose, profile: string): Map<string, readonly number[]> {
	return new Map(
		servicesOf(compose, profile).flatMap(([name, service]) =>
			hostNames(name, service).map((host): [string, readonly number[]] => [host, portsOf(name, service)]),
		),
	);
}

function hostNames(name: string, { networks }: Service): string[] {
	return [
		name,
		...(Array.isArray(networks) ? [] : Object.values(networks).flatMap(({ aliases }) => aliases)),
	];
}

function portsOf(name: string, service: Service): readonly number[] {
	if (name === 'loki') return [loki.parse(readYaml('deploy/loki.yaml')).server.http_listen_port];
	if (name === 'tempo') return tempoPorts();
	if (name.startsWith('collector-')) return collectorPorts(service);
	const known = BY_DEFAULT[name];
	if (known === undefined) throw new Error(`Nobody has said what ${name} listens on`);
	return known;
}

function tempoPorts(): number[] {
	const { server, distributor } = tempo.parse(readYaml('deploy/tempo.yaml'));
	return [server.http_listen_port, ...open(Object.values(distributor.receivers.otlp.protocols))];
}

function collectorPorts(service: Service): number[] {
	const { extensions, receivers, service: own } = collector.parse(collectorConfig(service));
	return [
		...open([extensions.health_check, ...Object.values(receivers.otlp.protocols)]),
		...own.telemetry.metrics.readers.map(({ pull }) => pull.exporter.prometheus.port),
	];
}

/** The ports of those that others than the container itself can reach. */
function open(endpoints: readonly { endpoint: string }[]): number[] {
	return endpoints
		.map(({ endpoint }) => /^0\.0\.0\.0:(\d+)$/.exec(endpoint)?.[1])
		.filter((port) => port !== undefined)
		.map(Number);
}
