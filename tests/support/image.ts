import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './folders';

/** A stage of the Dockerfile: its base image and its instructions, continued lines joined. */
export interface Stage {
	image: string;
	name: string | undefined;
	instructions: { word: string; rest: string }[];
}

/** @throws where the Dockerfile has no stage at all. */
export function readDockerfile(path = join(ROOT, 'Dockerfile')): Stage[] {
	const text = readFileSync(path, 'utf8').replaceAll(/\\\n\s*/g, '');
	const stages: Stage[] = [];
	for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
		const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
		const [image = '', , name] = rest.split(/\s+/);
		if (word === 'FROM') stages.push({ image, name, instructions: [] });
		else stages.at(-1)?.instructions.push({ word, rest });
	}
	if (stages.length === 0) throw new Error(`${path} has no FROM`);
	return stages;
}

/** The value of an instruction of which there is one in a stage, such as USER. */
export function instruction(stage: Stage, word: string): string {
	const [found, ...more] = stage.instructions.filter((one) => one.word === word);
	if (found === undefined || more.length > 0) throw new Error(`Expected one ${word}, found ${more.length}`);
	return found.rest;
}

/** What the image sets in the environment. */
export function imageEnvironment(stage: Stage): Record<string, string> {
	const lines = stage.instructions.filter(({ word }) => word === 'ENV');
	const pairs = lines.flatMap(({ rest }) => rest.split(/\s+/)).map((pair) => pair.split('='));
	return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

/**
 * Puts exactly the files that a stage copies into a folder.
 * @param built where each stage that is copied from has left its /app
 */
export function assemble(stage: Stage, folder: string, built: Record<string, string>): void {
	for (const { rest } of stage.instructions.filter(({ word }) => word === 'COPY')) {
		const words = rest.split(/\s+/);
		const from = /^--from=(.+)$/.exec(words[0] ?? '')?.[1];
		const sources = words.slice(from === undefined ? 0 : 1, -1);
		const target = words.at(-1) ?? '';
		for (const source of sources) copyOne(source, { root: rootOf(from, built), target, folder });
	}
}

function rootOf(from: string | undefined, built: Record<string, string>): string {
	const root = from === undefined ? ROOT : built[from];
	if (root === undefined) throw new Error(`The Dockerfile copies from ${String(from)}, which was not built`);
	return root;
}

/** As docker does: a file into a folder whose name ends with a slash, a folder's content into its target. */
function copyOne(
	source: string,
	{ root, target, folder }: { root: string; target: string; folder: string },
): void {
	const origin = join(root, source.replace(/^\/app\//, ''));
	const place = join(folder, target, target.endsWith('/') ? basename(source) : '');
	mkdirSync(join(place, '..'), { recursive: true });
	cpSync(origin, place, { recursive: true, verbatimSymlinks: true });
}
