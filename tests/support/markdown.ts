import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './folders';

/** Every page for people, from the repository's root. */
export const PAGES = ['*.md', 'docs/*.md'].flatMap((glob) => [...new Bun.Glob(glob).scanSync(ROOT)]).sort();

export function readPage(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}

/** The fenced code of a language on a page. */
export function codeOf(page: string, language: string): string[] {
	const fences = [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gm)];
	return fences.filter(([, found]) => found === language).map(([, , code = '']) => code);
}

/** What a page links to within the repository, pictures included, as it is written there. */
export function linksOf(page: string): string[] {
	const prose = page.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
	return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target = '']) => target)
		.filter((target) => !/^[a-z]+:/.test(target));
}

/** Why a link of a page leads nowhere, or `undefined` where it leads somewhere. */
export function broken(from: string, link: string): string | undefined {
	const [path = '', anchor] = link.split('#');
	const target = path === '' ? from : relative(ROOT, join(ROOT, dirname(from), path));
	if (target.startsWith('..') || !existsSync(join(ROOT, target))) return `${from}: ${link} is not there`;
	if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) return undefined;
	if (anchorsOf(readPage(target)).includes(anchor)) return undefined;
	return `${from}: ${link} has no such heading`;
}

/** As GitHub makes them: lower case, spaces to hyphens, without punctuation; a second one of a name is numbered. */
function anchorsOf(page: string): string[] {
	const prose = page.replaceAll(/^```[^]*?^```$/gm, '');
	const seen = new Map<string, number>();
	return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
		const text = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
		const anchor = text.trim().replaceAll(/\s/g, '-');
		const times = seen.get(anchor) ?? 0;
		seen.set(anchor, times + 1);
		return times === 0 ? anchor : `${anchor}-${times}`;
	});
}

/** A line of a shell: the variables before the command, and its words. */
export interface Command {
	readonly env: Readonly<Record<string, string>>;
	readonly words: readonly string[];
}

/** The lines of a page's shell code, continued ones joined, comments left out. */
export function commandsOf(page: string): Command[] {
	const lines = codeOf(page, 'sh')
		.join('')
		.replaceAll(/\\\n\s*/g, '')
		.split('\n');
	return lines
		.map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
		.filter((line) => line !== '')
		.map(parsed);
}

function parsed(line: string): Command {
	const words = line.match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? [];
	const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
	const pairs = words.slice(0, start < 0 ? words.length : start).map((word): [string, string] => {
		const at = word.indexOf('=');
		return [word.slice(0, at), word.slice(at + 1).replaceAll(/^['"]|['"]$/g, '')];
	});
	return { env: Object.fromEntries(pairs), words: words.slice(pairs.length) };
}
