// `bun run architecture`: draws docs/architecture.md from the code's own imports, as dependency-cruiser reads them, and
// lists the rules that hold them. A test holds the page to it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { graphOf, reduced, without, type Graph, type Module } from './architecture/graph';
import { DRAWINGS, type Drawing } from './architecture/parts';
import { filledPage } from './sections';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const PAGE = 'docs/architecture.md';
/** Tests may import what they like; declarations and styles import nothing. */
const LEFT_OUT = '\\.test\\.[jt]s$|/testing/|\\.d\\.ts$|\\.css$';
const CRUISE = ['depcruise', 'src', 'telemetry.ts', '--include-only', '^(src/|telemetry[.]ts)'];

const cruised = z.object({
	modules: z.array(
		z.object({
			source: z.string(),
			dependencies: z.array(z.object({ resolved: z.string(), dependencyTypes: z.array(z.string()) })),
		}),
	),
});
const rules = z.object({
	forbidden: z.array(z.object({ name: z.string(), comment: z.string().optional() })),
});

/** The page as it is to be. @throws where a marker is missing, or a module is no part of the house */
export async function architecturePage(page: string): Promise<string> {
	const modules = await cruise();
	const drawn = DRAWINGS.map((drawing): [string, string] => [drawing.section, section(drawing, modules)]);
	return filledPage(PAGE, page, { ...Object.fromEntries(drawn), rules: ruleTable() });
}

/** What imports what; types alone cost nothing at run time, and may point back. */
async function cruise(): Promise<Module[]> {
	const command = [process.execPath, '--bun', 'x', '--no-install', ...CRUISE];
	const child = Bun.spawn([...command, '--exclude', LEFT_OUT, '--output-type', 'json'], { cwd: ROOT });
	const found = cruised.parse(await new Response(child.stdout).json());
	return found.modules.map(({ source, dependencies }) => ({
		source,
		imports: dependencies
			.filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
			.map(({ resolved }) => resolved),
	}));
}

function section(drawing: Drawing, modules: readonly Module[]): string {
	const whole = graphOf(drawing, modules);
	const aside = new Set(drawing.parts.filter((part) => part.aside).map(({ name }) => name));
	return `${mermaid(reduced(without(whole, aside)))}\n\n${partTable(drawing, whole)}`;
}

/** Nodes have numbers for ids, since names may be words of Mermaid's. */
function mermaid(graph: Graph): string {
	const names = [...graph.keys()];
	const id = (name: string) => `n${names.indexOf(name)}`;
	const nodes = names.map((name) => `\t${id(name)}["${name}"]`);
	const arrows = [...graph]
		.filter(([, needed]) => needed.size > 0)
		.map(([name, needed]) => `\t${id(name)} --> ${[...needed].sort().map(id).join(' & ')}`);
	return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n');
}

function partTable({ parts }: Drawing, graph: Graph): string {
	const rows = parts.map(({ name, is }) => {
		const needed = [...(graph.get(name) ?? [])].sort();
		return `| \`${name}\` | ${is} | ${needed.map((one) => `\`${one}\``).join(', ')} |`;
	});
	return ['| Part | What it is | Imports |', '| --- | --- | --- |', ...rows].join('\n');
}

function ruleTable(): string {
	const { forbidden } = rules.parse(createRequire(import.meta.url)(`${ROOT}/.dependency-cruiser.cjs`));
	const rows = forbidden.map(({ name, comment = '' }) => `| \`${name}\` | ${comment} |`);
	return ['| Rule | Why |', '| --- | --- |', ...rows].join('\n');
}

if (import.meta.main) {
	const path = `${ROOT}/${PAGE}`;
	writeFileSync(path, await architecturePage(readFileSync(path, 'utf8')));
}
