import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTraceLinks } from '../../src/lib/server/traceLinks';
import { readCompose, readYaml } from '../support/compose';
import { ROOT } from '../support/folders';
import { broken, commandsOf, linksOf, PAGES, readPage } from '../support/markdown';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
};

describe.each(PAGES)('%s', (path) => {
	const page = readPage(path);

	test('leads nowhere that is not there', () => {
		expect(linksOf(page).flatMap((link) => broken(path, link) ?? [])).toEqual([]);
	});

	test('names scripts that package.json has', () => {
		const named = [...page.matchAll(/\b(?:npm|bun) run (?:-[\w-]+ )*([a-z][\w:]*)/g)].map(
			([, name = '']) => name,
		);
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
	});

	test('names files of this repository that are there', () => {
		const inline = [...page.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/`([\w.-]+(?:\/[\w.[\]-]+)+)`/g)];
		const ours = /^(src|tests|scripts|docs|deploy|dashboards|bench|\.github|\.ci)\//;
		const named = inline.map(([, name = '']) => name).filter((name) => ours.test(name));
		// What one is told to make.
		const made = ['deploy/.env'];
		expect(named.filter((name) => !made.includes(name) && !existsSync(join(ROOT, name)))).toEqual([]);
	});

	test('has commands of docker compose that can be given', () => {
		const profiles = Object.values(readCompose().services).flatMap((service) => service.profiles);
		const given = commandsOf(page).filter(({ words }) => words.slice(0, 2).join(' ') === 'docker compose');
		for (const { env, words } of given) {
			const { options, rest } = composeOptions(words.slice(2));
			expect(Object.keys(options).filter((name) => !['--env-file', '--profile'].includes(name))).toEqual([]);
			if ('--profile' in options) expect(profiles).toContain(options['--profile']);
			expect(rest.filter((word) => !['up', '--build', '--detach'].includes(word))).toEqual([]);
			const composed = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
			expect(Object.keys(env).filter((name) => !composed.includes(`\${${name}`))).toEqual([]);
		}
	});
});

function composeOptions(words: readonly string[]) {
	const start = words.findIndex((word, at) => !word.startsWith('--') && !words[at - 1]?.startsWith('--'));
	const pairs = words.slice(0, start);
	const options = Object.fromEntries(
		pairs.flatMap((word, at): [string, string][] => (at % 2 === 0 ? [[word, pairs[at + 1] ?? '']] : [])),
	);
	return { options: options as Record<string, string>, rest: words.slice(start) };
}

test('the README says of every page for whom it is', () => {
	const [, table = ''] = readPage('README.md').split('\n## Which page is for whom\n');
	const rows = table.split('\n## ')[0]?.match(/^\| \[.*\|$/gm) ?? [];
	expect([...rows.flatMap(linksOf), 'README.md'].sort()).toEqual(PAGES);
	for (const row of rows) expect(row).toMatch(/\| (?:Who|Everybody)\b[^|]+\|$/);
});

test('start.md leads to every page, directly', () => {
	const named = linksOf(readPage('docs/start.md')).map((link) => link.split('#')[0]);
	const pages = PAGES.filter((path) => path.startsWith('docs/')).map((path) => path.slice('docs/'.length));
	expect(pages.filter((path) => path !== 'start.md' && !named.includes(path))).toEqual([]);
});

describe.each(['collector', 'grafana', 'jaeger', 'signoz'])('the page on a backend: %s', (name) => {
	const page = readPage(`docs/${name}.md`);

	test('shows the side of the app, how it is proved to arrive, and what was not tried', () => {
		expect(linksOf(page).filter((link) => link.endsWith('.png'))).not.toBeEmpty();
		const proofs = commandsOf(page).filter(
			({ words }) => words.slice(1, 3).join(' ') === 'run verify:telemetry',
		);
		expect(proofs).not.toBeEmpty();
		for (const heading of ['Whether it is whole', 'When nothing arrives', 'What was not tried'])
			expect(page).toContain(`\n## ${heading}\n`);
	});

	test('says of /telemetry what that says', () => {
		const source = readFileSync(join(ROOT, 'src/lib/words/telemetry.ts'), 'utf8');
		const words = [...source.matchAll(/\bword: '([^']+)'/g)].map(([, word]) => word);
		const told = [...page.matchAll(/`\/telemetry` says _[^\n.]*/g)].flatMap(([line]) => [
			...line.matchAll(/_([^_]+)_/g),
		]);
		expect(told.map(([, word]) => word)).toContain('Sending');
		expect(told.map(([, word]) => word).filter((word) => !words.includes(word))).toEqual([]);
	});
});

describe('the links from a trace to elsewhere', () => {
	const template = (name: string) => {
		const commands = commandsOf(readPage(`docs/${name}.md`));
		const [text] = commands.flatMap(({ env }) => env.GLASSHOUSE_TRACE_LINKS ?? []);
		const [link, ...more] = parseTraceLinks(text ?? '') ?? [];
		expect(more).toEqual([]);
		return new URL(link?.template.replaceAll('{traceId}', '4bf92f3577b34da6a3ce929d0e0e4736') ?? '');
	};
	const published = (service: string) =>
		Number(readCompose().services[service]?.ports.map((port) => port.split(':')[1])[0]);

	test('to Jaeger and SigNoz name the trace', () => {
		for (const name of ['jaeger', 'signoz'])
			expect(template(name).pathname).toBe('/trace/4bf92f3577b34da6a3ce929d0e0e4736');
		expect(Number(template('jaeger').port)).toBe(published('jaeger'));
	});

	test('to Grafana ask its Tempo for the trace', () => {
		const url = template('grafana');
		expect([url.pathname, Number(url.port)]).toEqual(['/explore', published('grafana')]);
		const panes = JSON.parse(url.searchParams.get('panes') ?? '') as {
			t: { datasource: string; queries: object[] };
		};
		const { datasources } = readYaml('deploy/grafana/datasources/glasshouse.yaml') as {
			datasources: { uid: string; type: string }[];
		};
		expect(datasources.find(({ uid }) => uid === panes.t.datasource)?.type).toBe('tempo');
		expect(panes.t.queries).toMatchObject([{ query: '4bf92f3577b34da6a3ce929d0e0e4736' }]);
	});
});
