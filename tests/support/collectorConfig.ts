import { z } from 'zod';
import { mountedAt, readYaml, type Service } from './compose';

const components = z.record(z.string(), z.unknown());
const pipeline = z.strictObject({
	receivers: z.array(z.string()),
	processors: z.array(z.string()),
	exporters: z.array(z.string()),
});

/** A whole configuration of a Collector, after its files were merged. */
const schema = z.strictObject({
	extensions: components,
	receivers: components,
	processors: components,
	exporters: components,
	service: z.strictObject({
		extensions: z.array(z.string()),
		telemetry: z.unknown(),
		pipelines: z.record(z.string(), pipeline),
	}),
});

export type CollectorConfig = z.infer<typeof schema>;

/**
 * What a Collector of compose.yaml runs with: its `--config` files in their order.
 * @throws where they do not add up to a whole configuration
 */
export function collectorConfig(service: Service): CollectorConfig {
	const paths = service.command.map((argument) => argument.replace('--config=', ''));
	const files = paths.map((path) => readYaml(mountedAt(service, path) ?? path));
	return schema.parse(files.reduce(merged, {}));
}

/** As the Collector does it: maps are joined, key by key; all else, lists included, is replaced. */
export function merged(before: unknown, after: unknown): unknown {
	if (!isMap(before) || !isMap(after)) return after;
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return Object.fromEntries(
		keys.map((key) => [key, key in after ? merged(before[key], after[key]) : before[key]]),
	);
}

function isMap(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
