import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Block {
	readonly language: string;
	readonly code: string;
}

export interface Recipe {
	readonly title: string;
	readonly blocks: readonly Block[];
}

/** The parts of a page under headings of the second level, each with its fenced code. */
export function recipesOf(page: string): Recipe[] {
	const [, ...parts] = page.split(/^## /m);
	return parts.map((part) => ({
		title: part.slice(0, part.indexOf('\n')),
		blocks: [...part.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', code = '']) => ({
			language,
			code,
		})),
	}));
}

/** Writes the new files of a recipe into a tree, and changes those that it changes. What is to be run is left. */
export function carryOut({ blocks }: Recipe, folder: string): void {
	for (const { language, code } of blocks) {
		if (language === 'ts' || language === 'svelte') writeNew(code, folder);
		if (language === 'diff') change(code, folder);
	}
}

/** @throws where the first line names no file, or one that is there */
function writeNew(code: string, folder: string): void {
	const [, path] = /^(?:\/\/|<!--) (\S+)(?: -->)?\n/.exec(code) ?? [];
	if (path === undefined) throw new Error(`Which file is that?\n${code}`);
	const place = join(folder, path);
	if (existsSync(place)) throw new Error(`${path} is there already`);
	mkdirSync(dirname(place), { recursive: true });
	writeFileSync(place, code.slice(code.indexOf('\n') + 1));
}

/** The last line of a change may be the beginning of one. @throws where its place is not there exactly once */
function change(code: string, folder: string): void {
	const [head = '', ...hunks] = code.split(/^@@\n/m);
	const [, before, after] = /^--- (\S+)\n\+\+\+ (\S+)\n$/.exec(head) ?? [];
	if (before === undefined || before !== after) throw new Error(`Which file is changed?\n${code}`);
	const place = join(folder, before);
	const text = hunks.reduce((sum, hunk) => changed(before, sum, hunk), readFileSync(place, 'utf8'));
	writeFileSync(place, text);
}

function changed(path: string, text: string, hunk: string): string {
	const lines = hunk.replace(/\n$/, '').split('\n');
	const side = (mark: string) =>
		lines
			.filter((line) => line.startsWith(' ') || line.startsWith(mark))
			.map((line) => line.slice(1))
			.join('\n');
	const [found, ...more] = text.split(side('-')).slice(1);
	if (found === undefined || more.length > 0) throw new Error(`${path} has not once:\n${side('-')}`);
	return text.replace(side('-'), () => side('+'));
}
