import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { METRICS } from '../../src/telemetry/catalogue';
import { mountedAt, readCompose, readYaml, type Service } from '../support/compose';
import { ROOT } from '../support/folders';
import { listening } from '../support/listening';

/** Grafana is not to be had here: what is provisioned is checked for what it refers to. */
const compose = readCompose();
const grafana = compose.services.grafana as Service;
const { datasources } = z
	.strictObject({
		apiVersion: z.literal(1),
		datasources: z.array(
			z.strictObject({
				name: z.string(),
				uid: z.string(),
				type: z.enum(['prometheus', 'tempo', 'loki']),
				access: z.literal('proxy'),
				url: z.url(),
				isDefault: z.literal(true).optional(),
				jsonData: z.record(z.string(), z.unknown()),
			}),
		),
	})
	.parse(readYaml('deploy/grafana/datasources/glasshouse.yaml'));
const uids = datasources.map(({ uid }) => uid);

/** Every value under a key, however deep. */
function under(key: string, value: unknown): unknown[] {
	if (typeof value !== 'object' || value === null) return [];
	const entries: [string, unknown][] = Object.entries(value);
	return entries.flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...under(key, inner)]);
}

describe('the data sources', () => {
	test('are one of a kind, each with a uid of its own, one of them the default', () => {
		expect(datasources.map(({ type }) => type).sort()).toEqual(['loki', 'prometheus', 'tempo']);
		expect(new Set(uids).size).toBe(3);
		expect(datasources.filter(({ isDefault }) => isDefault).map(({ type }) => type)).toEqual(['prometheus']);
	});

	test('lead to services of the profile', () => {
		const reach = listening(compose, 'grafana');
		const lost = datasources.filter(({ url }) => {
			const { hostname, port } = new URL(url);
			return reach.get(hostname)?.includes(Number(port)) !== true;
		});
		expect(lost).toEqual([]);
	});

	test('lead to one another: metric to trace, trace to log lines and metrics, line to trace', () => {
		const settings = (type: string) => datasources.find((one) => one.type === type)?.jsonData ?? {};
		const ways = {
			exemplar: under('datasourceUid', settings('prometheus').exemplarTraceIdDestinations),
			logs: under('datasourceUid', settings('tempo').tracesToLogsV2),
			metrics: under('datasourceUid', settings('tempo').tracesToMetrics),
			trace: under('datasourceUid', settings('loki').derivedFields),
		};
		expect(ways).toEqual({ exemplar: ['tempo'], logs: ['loki'], metrics: ['prometheus'], trace: ['tempo'] });
		expect(under('datasourceUid', datasources).filter((uid) => !uids.includes(String(uid)))).toEqual([]);
	});

	test('ask a trace for metrics that the app emits', () => {
		const queries = under('query', datasources.find(({ type }) => type === 'tempo')?.jsonData).join('\n');
		const named = [...queries.matchAll(/[a-z_]+_(?=count|bucket)/g)].map(([name]) => name);
		const { name } = METRICS.httpServerRequestDuration;
		expect([...new Set(named)]).toEqual([`${name.replaceAll('.', '_')}_seconds_`]);
	});

	test('write every dollar sign twice, since provisioning replaces variables', () => {
		const text = readFileSync(join(ROOT, 'deploy/grafana/datasources/glasshouse.yaml'), 'utf8');
		expect(text).toContain('$$');
		expect(text.replaceAll('$$', '')).not.toContain('$');
	});
});

describe('the dashboards', () => {
	const files = [...new Bun.Glob('dashboards/grafana/*.json').scanSync(ROOT)];
	const dashboards = files.map((path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as unknown);

	test('are found where the provider looks', () => {
		const { providers } = z
			.object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
			.parse(readYaml('deploy/grafana/dashboards/glasshouse.yaml'));
		const places = providers.map(({ options }) => mountedAt(grafana, options.path));
		expect(places).toEqual(['./dashboards/grafana']);
		expect(files.length).toBeGreaterThan(4);
	});

	test('have the one among them that Grafana opens with', () => {
		const home = mountedAt(grafana, grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '');
		expect(home).toBeDefined();
		expect(existsSync(join(ROOT, home ?? ''))).toBe(true);
	});

	test('name data sources that are provisioned, or a variable of a kind that is', () => {
		const named = dashboards.flatMap((dashboard) => {
			const variables = under('list', under('templating', dashboard)[0]).flat();
			const kinds = new Map(
				z
					.array(z.object({ name: z.string(), type: z.string(), query: z.unknown() }))
					.parse(variables)
					.filter(({ type }) => type === 'datasource')
					.map(({ name, query }) => [`\${${name}}`, query]),
			);
			return under('datasource', dashboard)
				.flatMap((source) => under('uid', { source }))
				.map((uid) => kinds.get(String(uid)) ?? uid);
		});
		const known = [...uids, ...datasources.map(({ type }) => type), '-- Grafana --', 'grafana'];
		expect(named.length).toBeGreaterThan(0);
		expect([...new Set(named)].filter((one) => !known.includes(String(one)))).toEqual([]);
	});
});
