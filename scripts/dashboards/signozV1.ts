import { SIGNOZ_PANELS } from './dialects';
import { COLUMNS, placed, type Placed } from './layout';
import { descriptionOf, slugOf, type Dashboard, type Panel, type Query, type Section } from './model';

const RED = 'Red';

/** The older format of SigNoz, for those who run one without the present format; newer ones migrate it. */
export function signozV1Dashboard({ title, description, sections }: Dashboard) {
	return {
		title: `Glasshouse: ${title}`,
		description,
		version: 'v5',
		tags: ['glasshouse', 'bun', 'opentelemetry'],
		uploadedGrafana: false,
		variables: {
			service_name: variable('service_name', 'service.name', 0),
			instance: variable('instance', 'service.instance.id', 1),
		},
		panelMap: Object.fromEntries(
			sections.map((section) => [rowId(section), { collapsed: false, widgets: [] }]),
		),
		layout: layoutOf(sections),
		widgets: sections.flatMap((section) => [heading(section), ...section.panels.map(widgetOf)]),
	};
}

function variable(name: string, attribute: string, order: number) {
	return {
		id: name,
		key: name,
		name,
		description: `Values of ${attribute}`,
		type: 'DYNAMIC',
		dynamicVariablesAttribute: attribute,
		dynamicVariablesSource: 'Metrics',
		multiSelect: true,
		showALLOption: true,
		allSelected: true,
		sort: 'ASC',
		order,
		queryValue: '',
		customValue: '',
		textboxValue: '',
	};
}

function rowId({ title }: Section): string {
	return `row-${slugOf(title)}`;
}

function layoutOf(sections: readonly Section[]) {
	const all: ReturnType<typeof entry>[] = [];
	let top = 0;
	for (const section of sections) {
		const { items, height } = placed(section.panels);
		all.push(entry(rowId(section), 0, top, COLUMNS, 1));
		all.push(...items.map((item) => panelEntry(item, top + 1)));
		top += 1 + height;
	}
	return all;
}

function panelEntry({ panel, x, y, width, height }: Placed, top: number) {
	return entry(slugOf(panel.title), x, top + y, width, height);
}

function entry(i: string, x: number, y: number, w: number, h: number) {
	return { i, x, y, w, h, moved: false, static: false };
}

function heading(section: Section) {
	return { id: rowId(section), panelTypes: 'row', title: section.title, description: '' };
}

function widgetOf(panel: Panel) {
	const id = slugOf(panel.title);
	return {
		id,
		panelTypes: panel.kind === 'number' ? 'value' : 'graph',
		title: panel.title,
		description: descriptionOf(panel),
		yAxisUnit: panel.unit,
		timePreferance: 'GLOBAL_TIME',
		nullZeroValues: 'zero',
		opacity: '1',
		isStacked: false,
		fillSpans: false,
		softMin: 0,
		softMax: null,
		thresholds: thresholds(panel),
		selectedLogFields: [],
		selectedTracesFields: [],
		query: {
			id: `${id}-query`,
			queryType: 'promql',
			promql: panel.queries.map(promql),
			builder: { queryData: [], queryFormulas: [] },
			clickhouse_sql: [],
		},
	};
}

function thresholds({ bad, unit, title }: Panel) {
	if (bad === undefined) return [];
	return [
		{
			index: `${slugOf(title)}-bad`,
			thresholdLabel: 'bad',
			thresholdColor: RED,
			thresholdFormat: 'Text',
			thresholdOperator: '>',
			thresholdUnit: unit,
			thresholdValue: bad,
		},
	];
}

function promql({ expression, legend }: Query, index: number) {
	return {
		name: String.fromCharCode('A'.charCodeAt(0) + index),
		query: expression.in(SIGNOZ_PANELS),
		legend,
		disabled: false,
	};
}
