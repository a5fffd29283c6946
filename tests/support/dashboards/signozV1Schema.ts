import { z } from 'zod';
import { promql } from './signozSchema';

/* The older format, as SigNoz still reads it: pkg/types/dashboardtypes/perses_v1_to_v2_*.go. */

const text = z.string().min(1);
const entry = z.strictObject({
	i: text,
	x: z.int(),
	y: z.int(),
	w: z.int(),
	h: z.int(),
	moved: z.literal(false),
	static: z.literal(false),
});
const row = z.strictObject({
	id: text,
	panelTypes: z.literal('row'),
	title: text,
	description: z.literal(''),
});
const widget = z.strictObject({
	id: text,
	panelTypes: z.enum(['graph', 'value']),
	title: text,
	description: text,
	yAxisUnit: text,
	timePreferance: z.literal('GLOBAL_TIME'),
	nullZeroValues: z.literal('zero'),
	opacity: z.literal('1'),
	isStacked: z.boolean(),
	fillSpans: z.boolean(),
	softMin: z.number().nullable(),
	softMax: z.number().nullable(),
	thresholds: z.array(
		z.strictObject({
			index: text,
			thresholdLabel: text,
			thresholdColor: text,
			thresholdFormat: z.enum(['Text', 'Background']),
			thresholdOperator: z.enum(['>', '>=', '<', '<=', '=', '!=']),
			thresholdUnit: text,
			thresholdValue: z.number(),
		}),
	),
	selectedLogFields: z.array(z.never()),
	selectedTracesFields: z.array(z.never()),
	query: z.strictObject({
		id: text,
		queryType: z.literal('promql'),
		promql: z.array(promql).min(1),
		builder: z.strictObject({ queryData: z.array(z.never()), queryFormulas: z.array(z.never()) }),
		clickhouse_sql: z.array(z.never()),
	}),
});
const variable = z.strictObject({
	id: text,
	key: text,
	name: text,
	description: text,
	type: z.literal('DYNAMIC'),
	dynamicVariablesAttribute: text,
	dynamicVariablesSource: z.enum(['Metrics', 'Traces', 'Logs']),
	multiSelect: z.boolean(),
	showALLOption: z.boolean(),
	allSelected: z.boolean(),
	sort: z.enum(['ASC', 'DESC', 'DISABLED']),
	order: z.int(),
	queryValue: z.string(),
	customValue: z.string(),
	textboxValue: z.string(),
});

export const signozV1Schema = z.strictObject({
	title: text,
	description: text,
	version: z.literal('v5'),
	tags: z.array(z.string().regex(/^\S+$/)).max(10),
	uploadedGrafana: z.literal(false),
	variables: z.record(text, variable),
	panelMap: z.record(text, z.strictObject({ collapsed: z.literal(false), widgets: z.array(z.never()) })),
	layout: z.array(entry),
	widgets: z.array(z.discriminatedUnion('panelTypes', [row, widget])),
});
