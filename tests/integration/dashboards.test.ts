// The dashboards and the rules against a running app under load, by way of a real Prometheus: each expression returns
// data, each name is one that the app emits, and what it emits stands on a dashboard.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, type App } from '../support/app';
import { panelQueries, prometheusRules, RULES } from '../support/dashboards/files';
import { startLoad } from '../support/dashboards/load';
import { promtoolPath, startPrometheus, type Prometheus } from '../support/dashboards/prometheus';
import { groupingsOf, labelsOfLegend, selectorsOf } from '../support/dashboards/promql';
import { EXAMPLES } from '../support/dashboards/ruleExamples';
import { inNamesOfPrometheus, signozQueries } from '../support/dashboards/signozQueries';
import { unknownIn } from '../support/dashboards/unknown';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import {
	startFailingCollector,
	status,
	well,
	type Behaviour,
	type FailingCollector,
} from '../support/otlp/failing';
import { freePort } from '../support/ports';
import { startTarget, type Target } from '../support/target';

setDefaultTimeout(120_000);

const PANELS = panelQueries();
const RULE_LIST = prometheusRules();
const PROMTOOL = promtoolPath();
const RECORDED = new Set(RULE_LIST.map(({ name }) => name));

/** What dashboards name, and an app cannot be brought to tell within a test: catalogue.test.ts has seen them all. */
const NEVER_HERE: Record<string, string> = {
	db_client_connection_timeouts_total: 'a pool from which nothing could be had in time',
	'db_client_operation_duration_seconds_count error_type': 'a statement that fails',
	glasshouse_feed_dropped_total: 'a client of the feed that is too slow',
	glasshouse_session_dropped_total: 'a run that tells too much',
	glasshouse_spans_leaked_total: 'a span that is open for minutes',
	'glasshouse_workflow_step_duration_seconds_count error_type': 'a step that fails: the database is away',
};

let app: App;
let target: Target;
let collector: FailingCollector;
let prometheus: Prometheus;
let load: Awaited<ReturnType<typeof startLoad>>;
const spool = temporaryFolder();

beforeAll(async () => {
	collector = await startFailingCollector();
	collector.behave(sometimesRefusing());
	target = await startTarget();
	const port = String(await freePort());
	app = await startApp({
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
			OTEL_METRICS_EXPORTER: 'otlp,prometheus',
			OTEL_EXPORTER_PROMETHEUS_PORT: port,
			OTEL_METRIC_EXPORT_INTERVAL: '500',
			OTEL_TRACES_SAMPLER: 'keep_what_matters',
			OTEL_TRACES_SAMPLER_ARG: '0.5',
			// Too small on purpose: what finds no place is to be seen too.
			OTEL_BSP_MAX_QUEUE_SIZE: '16',
			OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '16',
			OTEL_BLRP_MAX_QUEUE_SIZE: '2',
			OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '2',
			GLASSHOUSE_OTLP_SPOOL_DIR: spool.path,
		},
	});
	prometheus = await startPrometheus(`127.0.0.1:${port}`);
	load = await startLoad(app, target);
});

afterAll(async () => {
	await prometheus.stop();
	await app.dispose();
	await collector.stop();
	await target.stop();
	spool.remove();
});

/** Every third request of a signal is refused for good. */
function sometimesRefusing(): Behaviour {
	const counts = new Map<string, number>();
	return (answer, incoming, take) => {
		const count = (counts.get(incoming.signal) ?? 0) + 1;
		counts.set(incoming.signal, count);
		return (count % 3 === 0 ? status(400) : well)(answer, incoming, take);
	};
}

describe('in a real Prometheus', () => {
	afterAll(() => load.stop());

	test('each expression of a panel returns data', async () => {
		await allReturnData(PANELS.map(({ where, expression }) => [where, withAll(expression)]));
	});

	test('each expression of a rule returns data, and Prometheus can work with each', async () => {
		await allReturnData(RULE_LIST.map(({ name, expression }) => [name, withoutLimits(expression)]));
		const loaded = await prometheus.rules();
		expect(loaded.map(({ name }) => name).sort()).toEqual(RULE_LIST.map(({ name }) => name).sort());
		expect(loaded.filter(({ health }) => health !== 'ok')).toEqual([]);
	});

	test('each query for SigNoz returns data, in the names of Prometheus', async () => {
		await allReturnData(
			signozQueries().map(([where, query]) => [where, withoutLimits(withAll(inNamesOfPrometheus(query)))]),
		);
	});

	test('queries that show exemplars have some, which lead to traces', async () => {
		const asked = PANELS.filter(({ hasExemplars }) => hasExemplars);
		expect(asked.length).toBeGreaterThan(5);
		const without = new Set(asked);
		await eventually(
			'exemplars',
			async () => {
				for (const query of without) {
					const found = await prometheus.exemplars(withAll(query.expression));
					const traces = found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
					if (traces.some((id) => /^[0-9a-f]{32}$/.test(id ?? ''))) without.delete(query);
				}
				return without.size === 0 || Promise.reject(new Error([...without].map(({ where }) => where).join()));
			},
			40_000,
		);
	});
});

describe('what dashboards and rules name', () => {
	test('is emitted by the app, with these labels', async () => {
		const series = await prometheus.series();
		const expressions = [...PANELS, ...RULE_LIST].map(({ expression }) => expression);
		const unknown = new Set(expressions.flatMap((expression) => unknownIn(expression, series, RECORDED)));
		expect([...unknown].filter((name) => !(name in NEVER_HERE))).toEqual([]);
	});

	test('is in no list of exceptions without need', () => {
		const named = new Set(
			PANELS.flatMap(({ expression }) =>
				selectorsOf(expression).flatMap(({ name, labels }) => [
					name,
					...labels.map((label) => `${name} ${label}`),
				]),
			),
		);
		expect(Object.keys(NEVER_HERE).filter((name) => !named.has(name))).toEqual([]);
	});

	test('stands in legends only where it is kept apart', () => {
		const wrong = PANELS.filter(({ expression, legend }) => {
			const kept = groupingsOf(expression);
			return labelsOfLegend(legend).some((label) => !kept.includes(label));
		});
		expect(wrong.map(({ where }) => where)).toEqual([]);
	});

	test('is all that the app emits', async () => {
		const shown = new Set(
			PANELS.flatMap(({ expression }) => selectorsOf(expression).map(({ name }) => familyOf(name))),
		);
		const emitted = new Set((await prometheus.series()).map(({ __name__ = '' }) => __name__));
		expect([...emitted].filter((name) => !isOfPrometheus(name) && !shown.has(familyOf(name)))).toEqual([]);
	});
});

describe.skipIf(PROMTOOL === undefined)('promtool', () => {
	test('finds nothing wrong with the rules', () => {
		expect(promtool('check', 'rules', join(ROOT, RULES))).toContain(`${RULE_LIST.length} rules found`);
	});

	test('sees each alert fire where it should, and be silent where all is well', () => {
		const alerts = RULE_LIST.filter(({ annotations }) => annotations !== undefined).map(({ name }) => name);
		const fired = EXAMPLES.flatMap(({ firing }) => firing);
		expect([...new Set(fired)].sort()).toEqual(alerts.sort());
		const folder = temporaryFolder();
		const file = join(folder.path, 'rules.test.yaml');
		writeFileSync(file, JSON.stringify(ruleTests()));
		expect(promtool('test', 'rules', file)).toContain('SUCCESS');
		folder.remove();
	});
});

/** Asks for each expression again until it has returned a number. */
async function allReturnData(expressions: [what: string, expression: string][]): Promise<void> {
	const empty = new Map(expressions);
	await eventually(
		'data',
		async () => {
			for (const [what, expression] of empty) if (await returnsData(expression)) empty.delete(what);
			return empty.size === 0 || Promise.reject(new Error(`nothing for\n${[...empty].join('\n')}`));
		},
		45_000,
	);
}

async function returnsData(expression: string): Promise<boolean> {
	return (await prometheus.query(expression)).some(({ value: [, text] }) => text !== 'NaN');
}

/** As it is asked where all of each variable are chosen. */
function withAll(expression: string): string {
	return expression
		.replaceAll('"$job"', '".*"')
		.replaceAll('"$service_name"', '".*"')
		.replaceAll('"$instance"', '".*"')
		.replaceAll('$__rate_interval', '1m');
}

/** What is compared, with 0 and 1 instead of nothing and something. */
function withoutLimits(expression: string): string {
	return expression.replaceAll(/ > (?=[\d.]+\)?$)/gm, ' > bool ');
}

/** `a_seconds_bucket` → `a_seconds`. */
function familyOf(name: string): string {
	return name.replace(/_(bucket|sum|count)$/, '');
}

/** What a scrape says of itself, and what the rules record. */
function isOfPrometheus(name: string): boolean {
	return /^(up|scrape_.*|target_info|ALERTS.*)$/.test(name) || RECORDED.has(name);
}

function promtool(...args: string[]): string {
	const { stdout, stderr } = Bun.spawnSync([PROMTOOL ?? '', ...args]);
	return `${stdout.toString()}${stderr.toString()}`;
}

/** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
function ruleTests() {
	return {
		rule_files: [join(ROOT, RULES)],
		evaluation_interval: '10m',
		// Where nothing is said, they are evaluated in any order, and alerts miss what is recorded after them.
		group_eval_order: ['glasshouse-objectives', 'glasshouse-alerts'],
		tests: EXAMPLES.map(({ series, firing, at }) => ({
			interval: '1m',
			input_series: series,
			promql_expr_test: [
				{
					expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
					eval_time: at,
					exp_samples: firing.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
				},
			],
		})),
	};
}
