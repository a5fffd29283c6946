import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { untraced } from '../client';
import { eventually } from '../eventually';
import { ROOT, temporaryFolder } from '../folders';
import { freePort } from '../ports';
import { startProgram } from '../program';

/** The labels of a series, its name among them as `__name__`. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
	readonly metric: Labels;
	/** The time in seconds, and the value as text: it may be NaN. */
	readonly value: [number, string];
}

export interface Exemplars {
	readonly exemplars: readonly { readonly labels: Labels }[];
}

export interface LoadedRule {
	readonly name: string;
	readonly health: string;
	readonly lastError?: string;
}

export interface Prometheus {
	/** Without a slash at its end. */
	readonly url: string;
	query(expression: string): Promise<Sample[]>;
	/** Measurements of the series in an expression over the last minutes. */
	exemplars(expression: string): Promise<Exemplars[]>;
	/** Every series of the app. */
	series(): Promise<Labels[]>;
	rules(): Promise<LoadedRule[]>;
	stop(): Promise<void>;
}

export const JOB = 'glasshouse';
const MINUTES_S = 300;

/** A real Prometheus that scrapes an app, with the rules of the repository. @param target its host and port */
export async function startPrometheus(target: string): Promise<Prometheus> {
	const folder = temporaryFolder();
	const port = await freePort();
	const config = join(folder.path, 'prometheus.yaml');
	writeFileSync(config, JSON.stringify(configuration(target)));
	const program = startProgram([
		prometheusPath(),
		`--config.file=${config}`,
		`--storage.tsdb.path=${folder.path}/data`,
		`--web.listen-address=127.0.0.1:${port}`,
		'--enable-feature=exemplar-storage',
		'--log.level=warn',
	]);
	const url = `http://127.0.0.1:${port}`;
	await eventually(
		`Prometheus to be ready:\n${program.output()}`,
		async () => (await untraced(`${url}/-/ready`)).ok,
	);
	return {
		url,
		query: async (query) => (await ask<{ result: Sample[] }>(`${url}/api/v1/query`, { query })).result,
		exemplars: (query) => ask(`${url}/api/v1/query_exemplars`, { query, ...lastMinutes() }),
		series: () => ask(`${url}/api/v1/series`, { 'match[]': `{job="${JOB}"}` }),
		rules: async () =>
			(await ask<{ groups: { rules: LoadedRule[] }[] }>(`${url}/api/v1/rules`)).groups.flatMap(
				({ rules }) => rules,
			),
		stop: async () => {
			await program.stop();
			folder.remove();
		},
	};
}

/** The checker that comes with it in Debian's package, and in others. */
export function promtoolPath(): string | undefined {
	const beside = join(dirname(prometheusPath()), 'promtool');
	return existsSync(beside) ? beside : undefined;
}

function prometheusPath(): string {
	const path = process.env.PROMETHEUS_PATH ?? Bun.which('prometheus');
	if (path === null) throw new Error('There is no prometheus on the PATH, and PROMETHEUS_PATH is not set');
	return path;
}

function configuration(target: string) {
	return {
		global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '1s' },
		rule_files: [join(ROOT, 'dashboards/prometheus/rules.yaml')],
		scrape_configs: [{ job_name: JOB, static_configs: [{ targets: [target] }] }],
	};
}

function lastMinutes() {
	const end = Date.now() / 1000;
	return { start: String(end - MINUTES_S), end: String(end + 1) };
}

async function ask<T>(address: string, parameters: Record<string, string> = {}): Promise<T> {
	const response = await untraced(`${address}?${new URLSearchParams(parameters)}`);
	const answer = (await response.json()) as { status: string; error?: string; data: T };
	if (answer.status !== 'success') throw new Error(`${parameters.query ?? address}: ${answer.error ?? ''}`);
	return answer.data;
}
