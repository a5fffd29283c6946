import { describe, expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../support/compose';
import { ROOT } from '../support/folders';
import { readPage } from '../support/markdown';

const { version, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	version: string;
	engines: { node: string };
};

describe('CHANGELOG.md', () => {
	const headings = [...readPage('CHANGELOG.md').matchAll(/^(##+) (.+)$/gm)].map(
		([, marks = '', text = '']) => ({
			level: marks.length,
			text,
		}),
	);
	const versions = headings.filter(({ level }) => level === 2).map(({ text }) => text);

	test('has the form of Keep a Changelog', () => {
		expect(versions[0]).toBe('[Unreleased]');
		for (const text of versions.slice(1)) expect(text).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
		const kinds = headings.filter(({ level }) => level === 3).map(({ text }) => text);
		const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
		expect(kinds.filter((kind) => !known.includes(kind))).toEqual([]);
	});

	test('tells of the version that package.json has, or of what it will be', () => {
		const [latest] = versions.slice(1);
		if (latest === undefined) expect(readPage('CHANGELOG.md')).toContain(`What will be ${version}.`);
		else expect(latest).toStartWith(`[${version}]`);
	});
});

test('the workflow for GitHub runs what a clean clone has to pass, on a Node.js that is enough', () => {
	const { jobs } = z
		.object({
			jobs: z.object({
				ci: z.object({
					'timeout-minutes': z.int(),
					steps: z.array(
						z.union([
							z.strictObject({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
							z.strictObject({ run: z.string() }),
						]),
					),
				}),
			}),
		})
		.parse(readYaml('.github/workflows/ci.yml'));
	const { steps } = jobs.ci;
	expect(steps.at(-1)).toEqual({ run: '.ci/run' });
	expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111);
	const node = steps.map((step) => ('uses' in step ? step.with?.['node-version'] : undefined)).find(Boolean);
	expect(Bun.semver.satisfies(`${String(node)}.0.0`, engines.node)).toBe(true);
	const unpinned = steps.filter((step) => 'uses' in step && !/^actions\/[\w-]+@v\d+$/.test(step.uses));
	expect(unpinned).toEqual([]);
});
