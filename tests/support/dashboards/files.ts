import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../folders';
import { grafanaSchema } from './grafanaSchema';

/** One expression of a Grafana panel, as it stands in its file. */
export interface PanelQuery {
	/** For messages: the dashboard, the panel and the query. */
	readonly where: string;
	readonly expression: string;
	readonly legend: string;
	readonly hasExemplars: boolean;
}

/** A rule, as it stands in dashboards/prometheus/rules.yaml. */
export interface Rule {
	readonly name: string;
	readonly expression: string;
	readonly annotations: Readonly<Record<string, string>> | undefined;
}

export const RULES = 'dashboards/prometheus/rules.yaml';

/** The files of a kind under dashboards/, from the root. */
export function filesOf(pattern: string): string[] {
	return [...new Bun.Glob(pattern).scanSync(ROOT)].sort();
}

export function jsonOf(path: string): unknown {
	return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** Every expression of every panel for Grafana. */
export function panelQueries(): PanelQuery[] {
	return filesOf('dashboards/grafana/*.json').flatMap((path) =>
		grafanaSchema.parse(jsonOf(path)).panels.flatMap((panel) => {
			if (panel.type === 'row') return [];
			return panel.targets.map(({ refId, expr, legendFormat, exemplar }) => ({
				where: `${path}: ${panel.title} ${refId}`,
				expression: expr,
				legend: legendFormat,
				hasExemplars: exemplar === true,
			}));
		}),
	);
}

const rulesSchema = z.strictObject({
	groups: z.array(
		z.strictObject({
			name: z.string(),
			rules: z.array(
				z.strictObject({
					record: z.string().optional(),
					alert: z.string().optional(),
					expr: z.string(),
					for: z.string().optional(),
					labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }).optional(),
					annotations: z.record(z.string(), z.string()).optional(),
				}),
			),
		}),
	),
});

export function prometheusRules(): Rule[] {
	const { groups } = rulesSchema.parse(Bun.YAML.parse(readFileSync(join(ROOT, RULES), 'utf8')));
	return groups.flatMap(({ rules }) =>
		rules.map(({ record, alert, expr, annotations }) => ({
			name: record ?? alert ?? '',
			expression: expr,
			annotations,
		})),
	);
}
