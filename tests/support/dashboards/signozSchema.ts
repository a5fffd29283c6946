import { z } from 'zod';

/*
 * The format of SigNoz's dashboards, as its own code reads it: what it does not know it rejects.
 * https://github.com/SigNoz/signoz/tree/main/pkg/types/dashboardtypes (dashboard v6, panels, queries)
 * https://github.com/SigNoz/signoz/tree/main/pkg/types/tagtypes
 */

const DISPLAY_CHARACTERS = 128;
const LAYOUT_TITLE_CHARACTERS = 256;
const MOST_TAGS = 10;
const MOST_ITEMS = 100;
/** Names by which lists of dashboards are searched: no tag may have them. */
const RESERVED = ['name', 'description', 'created_at', 'updated_at', 'created_by', 'locked', 'source'];

const id = z.string().regex(/^[A-Za-z0-9_-]+$/);
const display = z.strictObject({
	name: z.string().min(1).max(DISPLAY_CHARACTERS),
	description: z.string().min(1),
});
const tag = z.strictObject({
	key: z
		.string()
		.regex(/^[a-zA-Z$_@{#][a-zA-Z0-9$_@#{}:/-]{0,31}$/)
		.refine((key) => !RESERVED.includes(key.toLowerCase()), 'is reserved'),
	value: z.string().regex(/^[a-zA-Z0-9$_@#{}:.+=/-]{1,32}$/),
});
const variable = z.strictObject({
	kind: z.literal('ListVariable'),
	spec: z.strictObject({
		name: id.refine((name) => !/^\d+$/.test(name), 'has digits only'),
		display,
		allowAllValue: z.boolean(),
		allowMultiple: z.boolean(),
		sort: z.enum(['none', 'alphabetical-asc', 'alphabetical-desc', 'numerical-asc', 'numerical-desc']),
		plugin: z.strictObject({
			kind: z.literal('signoz/DynamicVariable'),
			spec: z.strictObject({ name: z.string().min(1), signal: z.enum(['metrics', 'logs', 'traces']) }),
		}),
	}),
});

const visualization = { timePreference: z.literal('global_time') };
const formatting = z.strictObject({
	unit: z.string().min(1),
	decimalPrecision: z.enum(['0', '1', '2', '3', '4', 'full']),
});
const colour = z.string().min(1);
const linesPlugin = z.strictObject({
	kind: z.literal('signoz/TimeSeriesPanel'),
	spec: z.strictObject({
		visualization: z.strictObject({ ...visualization, fillSpans: z.boolean() }),
		formatting,
		axes: z.strictObject({
			softMin: z.number().nullable(),
			softMax: z.number().nullable(),
			isLogScale: z.boolean(),
		}),
		legend: z.strictObject({ position: z.enum(['bottom', 'right']) }),
		thresholds: z.array(
			z.strictObject({ value: z.number(), unit: z.string(), color: colour, label: z.string().min(1) }),
		),
	}),
});
const numberPlugin = z.strictObject({
	kind: z.literal('signoz/NumberPanel'),
	spec: z.strictObject({
		visualization: z.strictObject(visualization),
		formatting,
		thresholds: z.array(
			z.strictObject({
				value: z.number(),
				operator: z.enum(['above', 'below', 'above_or_equal', 'below_or_equal', 'equal', 'not_equal']),
				unit: z.string(),
				color: colour,
				format: z.enum(['text', 'background']),
			}),
		),
	}),
});

export const promql = z.strictObject({
	name: z.string().regex(/^[A-Z]$/),
	query: z.string().min(1),
	legend: z.string().min(1),
	disabled: z.literal(false),
});
const queryPlugin = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('signoz/PromQLQuery'), spec: promql }),
	z.strictObject({
		kind: z.literal('signoz/CompositeQuery'),
		spec: z.strictObject({
			queries: z.array(z.strictObject({ type: z.literal('promql'), spec: promql })).min(2),
		}),
	}),
]);
const query = z.strictObject({
	kind: z.enum(['time_series', 'scalar']),
	spec: z.strictObject({ name: z.string().min(1), plugin: queryPlugin }),
});
const panel = z.strictObject({
	kind: z.literal('Panel'),
	spec: z.strictObject({
		display,
		plugin: z.discriminatedUnion('kind', [linesPlugin, numberPlugin]),
		queries: z.tuple([query]),
		links: z.array(z.never()),
	}),
});

const layout = z.strictObject({
	kind: z.literal('Grid'),
	spec: z.strictObject({
		display: z.strictObject({
			title: z.string().min(1).max(LAYOUT_TITLE_CHARACTERS),
			collapse: z.strictObject({ open: z.boolean() }),
		}),
		items: z
			.array(
				z.strictObject({
					x: z.int(),
					y: z.int(),
					width: z.int(),
					height: z.int(),
					content: z.strictObject({ $ref: z.string().regex(/^#\/spec\/panels\/[A-Za-z0-9_-]+$/) }),
				}),
			)
			.min(1)
			.max(MOST_ITEMS),
	}),
});

export const signozSchema = z.strictObject({
	schemaVersion: z.literal('v6'),
	generateName: z.literal(true),
	tags: z.array(tag).max(MOST_TAGS),
	spec: z.strictObject({
		display,
		variables: z.array(variable),
		panels: z.record(id, panel),
		layouts: z.array(layout).min(1),
		links: z.array(z.never()),
	}),
});
