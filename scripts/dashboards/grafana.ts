import { METRICS } from '../../src/telemetry/catalogue';
import { GRAFANA } from './dialects';
import { COLUMNS, placed, type Placed } from './layout';
import { grafanaLegend } from './legend';
import { descriptionOf, type Dashboard, type Panel, type Query, type Section } from './model';
import { prometheusName } from './names';

/** The oldest Grafana with this schema is 10.4; newer ones migrate by themselves. */
const SCHEMA_VERSION = 39;
const GRID = 24;
const DATASOURCE = { type: 'prometheus', uid: '${DS_PROMETHEUS}' } as const;
/** Every process tells it, from its first scrape on: the variables are read from it. */
const EVERYWHERE = prometheusName(METRICS.processUptime, 'value');

/**
 * A dashboard as Grafana imports and provisions it.
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function grafanaDashboard({ slug, title, description, sections }: Dashboard) {
	return {
		id: null,
		uid: `glasshouse-${slug}`,
		title: `Glasshouse: ${title}`,
		description,
		tags: ['glasshouse', 'opentelemetry'],
		schemaVersion: SCHEMA_VERSION,
		version: 1,
		editable: true,
		graphTooltip: 1,
		refresh: '30s',
		time: { from: 'now-1h', to: 'now' },
		timepicker: {},
		timezone: 'browser',
		links: [linkToOthers()],
		annotations: { list: [] },
		templating: { list: variables() },
		panels: panelsOf(sections),
	};
}

function linkToOthers() {
	return {
		title: 'Glasshouse',
		type: 'dashboards',
		tags: ['glasshouse'],
		asDropdown: true,
		includeVars: true,
		keepTime: true,
		targetBlank: false,
		icon: 'external link',
		tooltip: '',
		url: '',
	};
}

function variables() {
	return [
		{
			name: 'DS_PROMETHEUS',
			type: 'datasource',
			label: 'Prometheus',
			query: 'prometheus',
			hide: 0,
			includeAll: false,
			multi: false,
			refresh: 1,
			regex: '',
			options: [],
			current: {},
		},
		labelVariable('job', 'Service', `label_values(${EVERYWHERE}, job)`),
		labelVariable('instance', 'Process', `label_values(${EVERYWHERE}{job=~"$job"}, instance)`),
	];
}

function labelVariable(name: string, label: string, query: string) {
	return {
		name,
		type: 'query',
		label,
		datasource: DATASOURCE,
		definition: query,
		query: { qryType: 1, query, refId: `${name}-values` },
		hide: 0,
		includeAll: true,
		allValue: '.*',
		multi: true,
		refresh: 2,
		regex: '',
		sort: 1,
		options: [],
		current: { selected: true, text: ['All'], value: ['$__all'] },
	};
}

/** The sections one under the other, each behind its heading; ids in the order of reading. */
function panelsOf(sections: readonly Section[]) {
	const panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[] = [];
	let top = 0;
	for (const { title, panels: inSection } of sections) {
		const { items, height } = placed(inSection);
		panels.push(heading(panels.length + 1, title, top));
		for (const item of items) panels.push(panelOf(panels.length + 1, item, top + 1));
		top += 1 + height;
	}
	return panels;
}

function heading(id: number, title: string, y: number) {
	return { id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: GRID, h: 1 }, panels: [] };
}

function panelOf(id: number, { panel, x, y, width, height }: Placed, top: number) {
	const scale = GRID / COLUMNS;
	return {
		id,
		type: panel.kind === 'number' ? 'stat' : 'timeseries',
		title: panel.title,
		description: descriptionOf(panel),
		gridPos: { x: x * scale, y: top + y, w: width * scale, h: height },
		datasource: DATASOURCE,
		fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
		options: panel.kind === 'number' ? NUMBER_OPTIONS : LINE_OPTIONS,
		targets: panel.queries.map((query, index) => target(query, index, panel)),
	};
}

function target({ expression, legend, exemplars }: Query, index: number, { kind }: Panel) {
	return {
		refId: String.fromCharCode('A'.charCodeAt(0) + index),
		datasource: DATASOURCE,
		editorMode: 'code',
		expr: expression.in(GRAFANA),
		legendFormat: grafanaLegend(legend),
		range: true,
		...(kind === 'lines' && exemplars === true ? { exemplar: true } : {}),
	};
}

function fieldDefaults({ unit, kind, bad }: Panel) {
	const steps = [
		{ color: 'green', value: null },
		...(bad === undefined ? [] : [{ color: 'red', value: bad }]),
	];
	const drawn = {
		drawStyle: 'line',
		lineWidth: 1,
		fillOpacity: 8,
		showPoints: 'never',
		spanNulls: false,
		thresholdsStyle: { mode: bad === undefined ? 'off' : 'dashed' },
	};
	return {
		unit,
		noValue: '–',
		...(unit === 'percentunit' || unit === 's' ? { min: 0 } : {}),
		color: { mode: kind === 'number' ? 'thresholds' : 'palette-classic' },
		thresholds: { mode: 'absolute', steps },
		...(kind === 'number' ? {} : { custom: drawn }),
	};
}

const NUMBER_OPTIONS = {
	colorMode: 'value',
	graphMode: 'area',
	justifyMode: 'auto',
	reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
	textMode: 'value',
};

const LINE_OPTIONS = {
	legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
	tooltip: { mode: 'multi', sort: 'desc' },
};
