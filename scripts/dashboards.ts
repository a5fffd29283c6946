// `bun run dashboards`: writes dashboards/ and docs/dashboards.md, from the catalogues of metrics and from what
// scripts/dashboards/ says of panels and alerts. A test holds both to it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { ALERTS, RECORDINGS } from './dashboards/alerts';
import { DASHBOARDS } from './dashboards/boards';
import { grafanaDashboard } from './dashboards/grafana';
import { dashboardSections } from './dashboards/page';
import { prometheusRules } from './dashboards/prometheusRules';
import { signozDashboard } from './dashboards/signoz';
import { signozAlert } from './dashboards/signozAlert';
import { signozV1Dashboard } from './dashboards/signozV1';
import { filledPage } from './sections';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const FOLDER = 'dashboards';
const PAGE = 'docs/dashboards.md';

/** Every file under dashboards/, by its path from the root. */
export async function dashboardFiles(): Promise<Map<string, string>> {
	const files: [path: string, text: string][] = [
		...DASHBOARDS.flatMap((dashboard): [string, string][] => [
			[`grafana/${dashboard.slug}.json`, JSON.stringify(grafanaDashboard(dashboard))],
			[`signoz/${dashboard.slug}.json`, JSON.stringify(signozDashboard(dashboard))],
			[`signoz/v1/${dashboard.slug}.json`, JSON.stringify(signozV1Dashboard(dashboard))],
		]),
		...ALERTS.map((alert): [string, string] => [
			`signoz/alerts/${alert.name}.json`,
			JSON.stringify(signozAlert(alert)),
		]),
		['prometheus/rules.yaml', prometheusRules(RECORDINGS, ALERTS)],
	];
	const paths = files.map(([path, text]) => [`${FOLDER}/${path}`, text] as const);
	return new Map(
		await Promise.all(paths.map(async ([path, text]) => [path, await formatted(path, text)] as const)),
	);
}

/** The page as it is to be. @throws where a marker is missing */
export function dashboardPage(page: string): Promise<string> {
	return filledPage(PAGE, page, dashboardSections(DASHBOARDS, ALERTS));
}

async function formatted(path: string, text: string): Promise<string> {
	return format(text, { ...(await resolveConfig(`${ROOT}/${path}`)), filepath: path });
}

async function write(): Promise<void> {
	rmSync(`${ROOT}/${FOLDER}`, { recursive: true, force: true });
	for (const [path, text] of await dashboardFiles()) {
		mkdirSync(dirname(`${ROOT}/${path}`), { recursive: true });
		writeFileSync(`${ROOT}/${path}`, text);
	}
	const page = readFileSync(`${ROOT}/${PAGE}`, 'utf8');
	writeFileSync(`${ROOT}/${PAGE}`, await dashboardPage(page));
}

if (import.meta.main) await write();
