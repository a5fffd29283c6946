// `bun run catalogue`: writes what is made from code into docs/telemetry.md: the tables of metrics and spans, and
// the packages that src/telemetry needs; these also into docs/sveltekit.md. A test holds the pages to it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json';
import { METRICS as APP_METRICS } from '../src/lib/server/metrics';
import { METRICS, SPANS } from '../src/telemetry/catalogue';
import type { MetricDefinition, SpanDefinition } from '../src/telemetry/definition';
import { filledPage } from './sections';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
/** Loaded only where GLASSHOUSE_TELEMETRY=official asks for it. */
const OFFICIAL = /^src\/telemetry\/official\//;
const PACKAGES = () => installation(packages((file) => !OFFICIAL.test(file)));
/** What stands on a page between its markers, by their names. */
const SECTIONS = {
	'docs/sveltekit.md': { packages: PACKAGES },
	'docs/telemetry.md': {
		packages: PACKAGES,
		'official packages': () => installation(officialPackages()),
		metrics: () => metricTable(METRICS),
		spans: () => spanTable(SPANS),
		'app metrics': () => metricTable(APP_METRICS),
	},
} satisfies Record<string, Record<string, () => string>>;

export type CataloguePage = keyof typeof SECTIONS;
export const CATALOGUE_PAGES: readonly CataloguePage[] = ['docs/sveltekit.md', 'docs/telemetry.md'];

/** A page as it is to be. @throws where a marker is missing */
export function cataloguePage(path: CataloguePage, page: string): Promise<string> {
	const sections = Object.entries(SECTIONS[path]).map(([name, make]): [string, string] => [name, make()]);
	return filledPage(path, page, Object.fromEntries(sections));
}

function installation(names: readonly string[]): string {
	return fenced('sh', `bun add --exact ${names.join(' ')}`);
}

/** What the official implementation imports besides. */
function officialPackages(): string[] {
	const others = new Set(packages((file) => !OFFICIAL.test(file)));
	return packages((file) => OFFICIAL.test(file)).filter((name) => !others.has(name));
}

/** What these files of src/telemetry import, types included, in the versions with which it is tested. */
function packages(isMeant: (file: string) => boolean): string[] {
	const files = [...new Bun.Glob('src/telemetry/**/*.ts').scanSync(ROOT)];
	const lifted = files.filter((file) => isMeant(file) && !/\.test\.ts$|\/testing\//.test(file));
	const names = lifted.flatMap((file) => importsOf(readFileSync(`${ROOT}/${file}`, 'utf8')));
	const versions: Record<string, string> = manifest.dependencies;
	return [...new Set(names)].sort().map((name) => `${name}@${versions[name] ?? missing(name)}`);
}

function importsOf(source: string): string[] {
	return [...source.matchAll(/(?:\bfrom |\bimport\()'([^']+)'/g)]
		.map(([, name = '']) => name)
		.filter((name) => !/^(\.|node:|bun(:|$))/.test(name));
}

function missing(name: string): never {
	throw new Error(`src/telemetry imports ${name}, which is not among the dependencies of package.json`);
}

function metricTable(metrics: Record<string, MetricDefinition>): string {
	const rows = Object.values(metrics).map(({ name, instrument, unit, description, attributes, buckets }) => [
		code(name),
		words(instrument),
		code(unit),
		description + (buckets === undefined ? '' : ` Buckets: ${buckets.join(', ')}.`),
		list(attributes),
	]);
	return table(['Metric', 'Instrument', 'Unit', 'What it tells', 'Attributes'], rows);
}

function spanTable(spans: Record<string, SpanDefinition>): string {
	const rows = Object.values(spans).map(({ name, kind, scope, description, attributes }) => [
		code(name),
		kind.toUpperCase(),
		code(scope),
		description,
		list(attributes),
	]);
	return table(['Span', 'Kind', 'Scope', 'What it stands for', 'Attributes'], rows);
}

/** `observableUpDownCounter` → `observable up-down counter`. */
function words(instrument: MetricDefinition['instrument']): string {
	return instrument
		.replace('upDown', 'up-down ')
		.replace('UpDown', ' up-down ')
		.replaceAll(/(?<=[a-z])([A-Z])/g, ' $1')
		.toLowerCase();
}

function list(attributes: readonly string[]): string {
	return attributes.map(code).join(', ');
}

function code(text: string): string {
	return `\`${text}\``;
}

function fenced(language: string, text: string): string {
	return `\`\`\`${language}\n${text}\n\`\`\``;
}

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) {
	for (const page of CATALOGUE_PAGES) {
		const path = `${ROOT}/${page}`;
		writeFileSync(path, await cataloguePage(page, readFileSync(path, 'utf8')));
	}
}
