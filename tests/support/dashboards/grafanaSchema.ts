import { z } from 'zod';

/* https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */

const text = z.string().min(1);
const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${DS_PROMETHEUS}') });
const gridPos = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const id = z.int().positive();

const target = z.strictObject({
	refId: z.string().regex(/^[A-Z]$/),
	datasource,
	editorMode: z.literal('code'),
	expr: text,
	legendFormat: text,
	range: z.literal(true),
	exemplar: z.literal(true).optional(),
});
const row = z.strictObject({
	id,
	type: z.literal('row'),
	title: text,
	collapsed: z.literal(false),
	gridPos,
	panels: z.array(z.never()),
});
const panel = z.strictObject({
	id,
	type: z.enum(['timeseries', 'stat']),
	title: text,
	description: z.string().regex(/^.+\. When it looks bad: .+\.$/s),
	gridPos,
	datasource,
	fieldConfig: z.strictObject({
		defaults: z.strictObject({
			unit: text,
			noValue: text,
			min: z.number().optional(),
			color: z.strictObject({ mode: text }),
			thresholds: z.strictObject({
				mode: z.literal('absolute'),
				steps: z.array(z.strictObject({ color: text, value: z.number().nullable() })).min(1),
			}),
			custom: z.record(text, z.unknown()).optional(),
		}),
		overrides: z.array(z.never()),
	}),
	options: z.record(text, z.unknown()),
	targets: z.array(target).min(1),
});

const ofDatasource = z.looseObject({
	name: z.literal('DS_PROMETHEUS'),
	type: z.literal('datasource'),
	query: z.literal('prometheus'),
});
const ofLabel = z.looseObject({
	name: text,
	type: z.literal('query'),
	datasource,
	definition: text,
	includeAll: z.literal(true),
	allValue: z.literal('.*'),
	multi: z.literal(true),
});

export const grafanaSchema = z.strictObject({
	id: z.null(),
	uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
	title: text,
	description: text,
	tags: z.array(text),
	schemaVersion: z.int().min(39).max(42),
	version: z.int(),
	editable: z.boolean(),
	graphTooltip: z.literal(1),
	refresh: text,
	time: z.strictObject({ from: text, to: text }),
	timepicker: z.strictObject({}),
	timezone: z.literal('browser'),
	links: z.array(z.looseObject({ title: text, type: z.literal('dashboards') })),
	annotations: z.strictObject({ list: z.array(z.never()) }),
	templating: z.strictObject({ list: z.tuple([ofDatasource, ofLabel, ofLabel]) }),
	panels: z.array(z.discriminatedUnion('type', [row, panel])).min(1),
});
