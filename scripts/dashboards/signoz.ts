import { SIGNOZ_PANELS } from './dialects';
import { placed } from './layout';
import { descriptionOf, slugOf, type Dashboard, type Panel, type Query, type Section } from './model';

const SCHEMA_VERSION = 'v6';
const RED = '#F1575F';

/**
 * A dashboard in the present format of SigNoz, which rejects what it does not know; as its own code has it:
 * https://github.com/SigNoz/signoz/tree/main/pkg/types/dashboardtypes
 */
export function signozDashboard({ title, description, sections }: Dashboard) {
	const panels = sections.flatMap((section) => section.panels);
	return {
		schemaVersion: SCHEMA_VERSION,
		generateName: true,
		tags: [
			{ key: 'app', value: 'glasshouse' },
			{ key: 'runtime', value: 'bun' },
			{ key: 'telemetry', value: 'opentelemetry' },
		],
		spec: {
			display: { name: `Glasshouse: ${title}`, description },
			variables: [
				variable('service_name', 'Service', 'service.name'),
				variable('instance', 'Process', 'service.instance.id'),
			],
			panels: Object.fromEntries(panels.map((panel) => [slugOf(panel.title), panelOf(panel)])),
			layouts: sections.map(layoutOf),
			links: [],
		},
	};
}

/** Of what the attribute was over the chosen time; all of them, to begin with. */
function variable(name: string, title: string, attribute: string) {
	return {
		kind: 'ListVariable',
		spec: {
			name,
			display: { name: title, description: `Values of ${attribute}` },
			allowAllValue: true,
			allowMultiple: true,
			sort: 'alphabetical-asc',
			plugin: { kind: 'signoz/DynamicVariable', spec: { name: attribute, signal: 'metrics' } },
		},
	};
}

function layoutOf({ title, panels }: Section) {
	const items = placed(panels).items.map(({ panel, x, y, width, height }) => ({
		x,
		y,
		width,
		height,
		content: { $ref: `#/spec/panels/${slugOf(panel.title)}` },
	}));
	return { kind: 'Grid', spec: { display: { title, collapse: { open: true } }, items } };
}

function panelOf(panel: Panel) {
	const kind = panel.kind === 'number' ? 'signoz/NumberPanel' : 'signoz/TimeSeriesPanel';
	return {
		kind: 'Panel',
		spec: {
			display: { name: panel.title, description: descriptionOf(panel) },
			plugin: { kind, spec: panel.kind === 'number' ? numberSpec(panel) : linesSpec(panel) },
			queries: [queryOf(panel)],
			links: [],
		},
	};
}

function numberSpec({ unit, bad }: Panel) {
	const threshold = { value: bad, operator: 'above', unit, color: RED, format: 'text' };
	return {
		visualization: { timePreference: 'global_time' },
		formatting: { unit, decimalPrecision: '2' },
		thresholds: bad === undefined ? [] : [threshold],
	};
}

function linesSpec({ unit, bad }: Panel) {
	return {
		visualization: { timePreference: 'global_time', fillSpans: false },
		formatting: { unit, decimalPrecision: '2' },
		axes: { softMin: 0, softMax: null, isLogScale: false },
		legend: { position: 'bottom' },
		thresholds: bad === undefined ? [] : [{ value: bad, unit, color: RED, label: 'bad' }],
	};
}

/** A panel has exactly one query: several go into a composite one. */
function queryOf({ kind, queries }: Panel) {
	const [first, ...others] = queries.map(promql);
	const plugin =
		others.length === 0
			? { kind: 'signoz/PromQLQuery', spec: first }
			: {
					kind: 'signoz/CompositeQuery',
					spec: { queries: [first, ...others].map((spec) => ({ type: 'promql', spec })) },
				};
	return { kind: kind === 'number' ? 'scalar' : 'time_series', spec: { name: 'A', plugin } };
}

function promql({ expression, legend }: Query, index: number) {
	return {
		name: String.fromCharCode('A'.charCodeAt(0) + index),
		query: expression.in(SIGNOZ_PANELS),
		legend,
		disabled: false,
	};
}
