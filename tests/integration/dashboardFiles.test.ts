// dashboards/ and docs/dashboards.md: they are what `bun run dashboards` makes of the catalogues, and they keep the
// formats of SigNoz and Grafana, read strictly. Whether they show anything, dashboards.test.ts asks a Prometheus.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles, dashboardPage } from '../../scripts/dashboards';
import { GRAFANA, SIGNOZ_ALERTS, SIGNOZ_PANELS } from '../../scripts/dashboards/dialects';
import { prometheusName } from '../../scripts/dashboards/names';
import { METRICS as APP_METRICS } from '../../src/lib/server/metrics';
import { METRICS } from '../../src/telemetry/catalogue';
import { filesOf, jsonOf, panelQueries, prometheusRules } from '../support/dashboards/files';
import { grafanaSchema } from '../support/dashboards/grafanaSchema';
import { repeated, wrongOnGrid } from '../support/dashboards/grid';
import { selectorsOf } from '../support/dashboards/promql';
import { signozAlertSchema } from '../support/dashboards/signozAlertSchema';
import { ALL, partsOf, promqlOf, strangeInSignoz } from '../support/dashboards/signozQueries';
import { signozSchema } from '../support/dashboards/signozSchema';
import { signozV1Schema } from '../support/dashboards/signozV1Schema';
import { ROOT } from '../support/folders';

setDefaultTimeout(30_000);

const SLUGS = ['postgresql', 'runtime', 'service', 'telemetry-health', 'workflows'];

describe('what is generated', () => {
	test('stands in dashboards/, and nothing else (`bun run dashboards` writes it)', async () => {
		const made = await dashboardFiles();
		expect(filesOf('dashboards/**/*')).toEqual([...made.keys()].sort());
		for (const [path, text] of made) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
	});

	test('stands in docs/dashboards.md', async () => {
		const page = readFileSync(join(ROOT, 'docs/dashboards.md'), 'utf8');
		expect(await dashboardPage(page)).toBe(page);
	});

	test('is five dashboards, in three formats', () => {
		for (const folder of ['grafana', 'signoz', 'signoz/v1'])
			expect(filesOf(`dashboards/${folder}/*.json`)).toEqual(
				SLUGS.map((slug) => `dashboards/${folder}/${slug}.json`),
			);
	});
});

describe.each(filesOf('dashboards/signoz/*.json'))('%s', (path) => {
	const { spec } = signozSchema.parse(jsonOf(path));
	const items = spec.layouts.flatMap((layout) => layout.spec.items);

	test('places each panel once', () => {
		const placed = items.map(({ content }) => content.$ref.replace('#/spec/panels/', ''));
		expect(repeated(placed)).toEqual([]);
		expect(placed.sort()).toEqual(Object.keys(spec.panels).sort());
	});

	test('has no panel over another, or beside the twelve columns', () => {
		expect(spec.layouts.flatMap((layout) => wrongOnGrid(layout.spec.items, 12))).toEqual([]);
	});

	test('names each variable, and each query of a panel, once', () => {
		expect(repeated(spec.variables.map((variable) => variable.spec.name))).toEqual([]);
		for (const queries of Object.values(spec.panels).map(promqlOf))
			expect(repeated(queries.map(({ name }) => name))).toEqual([]);
	});

	test('asks for one number where one is shown', () => {
		for (const { spec: panel } of Object.values(spec.panels)) {
			const isNumber = panel.plugin.kind === 'signoz/NumberPanel';
			expect(panel.queries[0].kind).toBe(isNumber ? 'scalar' : 'time_series');
			if (isNumber) expect(panel.queries[0].spec.plugin.kind).toBe('signoz/PromQLQuery');
		}
	});

	test('names only metrics and attributes of the catalogues', () => {
		const queries = Object.values(spec.panels).flatMap(promqlOf);
		expect(queries.flatMap(({ query }) => strangeInSignoz(query))).toEqual([]);
	});
});

describe.each(SLUGS)('the older format of %s', (slug) => {
	const old = signozV1Schema.parse(jsonOf(`dashboards/signoz/v1/${slug}.json`));
	const present = signozSchema.parse(jsonOf(`dashboards/signoz/${slug}.json`));

	test('places each widget once, on twelve columns', () => {
		const ids = old.widgets.map(({ id }) => id);
		expect(repeated(ids)).toEqual([]);
		expect(old.layout.map(({ i }) => i).sort()).toEqual(ids.sort());
		expect(
			wrongOnGrid(
				old.layout.map(({ x, y, w, h }) => ({ x, y, width: w, height: h })),
				12,
			),
		).toEqual([]);
	});

	test('shows the same as the present one', () => {
		const shown = old.widgets.flatMap((widget) =>
			widget.panelTypes === 'row' ? [] : widget.query.promql.map(({ query }) => [widget.title, query]),
		);
		const now = Object.values(present.spec.panels).flatMap((panel) =>
			promqlOf(panel).map(({ query }) => [panel.spec.display.name, query]),
		);
		expect(shown.sort()).toEqual(now.sort());
	});
});

describe.each(filesOf('dashboards/grafana/*.json'))('%s', (path) => {
	const { panels, uid } = grafanaSchema.parse(jsonOf(path));

	test('has ids of its own, and the address of its file', () => {
		expect(repeated(panels.map(({ id }) => id))).toEqual([]);
		expect(path).toEndWith(`/${uid.replace('glasshouse-', '')}.json`);
	});

	test('has no panel over another, or beside the grid', () => {
		const boxes = panels.map(({ gridPos: { x, y, w, h } }) => ({ x, y, width: w, height: h }));
		expect(wrongOnGrid(boxes, 24)).toEqual([]);
	});

	test('has each heading once, and each title once', () => {
		expect(repeated(panels.map(({ type, title }) => `${type} ${title}`))).toEqual([]);
	});
});

describe.each(filesOf('dashboards/signoz/alerts/*.json'))('%s', (path) => {
	const alert = signozAlertSchema.parse(jsonOf(path));

	test('is the rule of that name, with its words', () => {
		const rule = prometheusRules().find(({ name }) => name === alert.alert);
		expect(path).toEndWith(`/${alert.alert}.json`);
		expect(rule?.annotations?.runbook).toBe(alert.annotations.runbook);
	});

	test('names only metrics and attributes of the catalogues', () => {
		expect(strangeInSignoz(alert.condition.compositeQuery.queries[0].spec.query)).toEqual([]);
	});
});

test('each alert for Prometheus has one for SigNoz, a summary, a description and a runbook', () => {
	const alerts = prometheusRules().filter(({ annotations }) => annotations !== undefined);
	expect(filesOf('dashboards/signoz/alerts/*.json')).toEqual(
		alerts.map(({ name }) => `dashboards/signoz/alerts/${name}.json`).sort(),
	);
	for (const { annotations } of alerts)
		expect(Object.keys(annotations ?? {})).toEqual(['summary', 'description', 'runbook']);
});

test('each metric of the catalogues stands on a dashboard', () => {
	const shown = new Set(
		panelQueries().flatMap(({ expression }) => selectorsOf(expression).map(({ name }) => name)),
	);
	const missing = ALL.filter(
		(metric) => !partsOf(metric).some((part) => shown.has(prometheusName(metric, part))),
	);
	expect(missing.map(({ name }) => name)).toEqual([]);
});

test('names are those of the scrape endpoint, and of OTLP', () => {
	const { httpServerRequestDuration: duration, processCpuTime: cpu } = METRICS;
	const matchers = [['http.route', '="/"']] as const;
	expect(GRAFANA.selector(duration, 'bucket', matchers)).toBe(
		'http_server_request_duration_seconds_bucket{http_route="/"}',
	);
	expect(SIGNOZ_PANELS.selector(duration, 'bucket', matchers)).toBe(
		'{"http.server.request.duration.bucket", "http.route"="/"}',
	);
	expect(GRAFANA.selector(cpu, 'value', [])).toBe('process_cpu_time_seconds_total');
	expect(GRAFANA.selector(APP_METRICS.checkUp, 'value', [])).toBe('glasshouse_check_up_ratio');
	expect(SIGNOZ_ALERTS.label('service.name')).toBe('"service.name"');
});
