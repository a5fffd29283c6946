import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASON_CODES } from './evidence';
import { PLACES } from './options';
import { wantedMetrics } from './wantedMetrics';

const page = readFileSync(join(import.meta.dir, '../../docs/verify.md'), 'utf8');

test('docs/verify.md has a line for each reason, and none for what is no reason', () => {
	const table = page.slice(page.indexOf('## The reasons'), page.indexOf('## How it is tested'));
	const told = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
	expect(told).toEqual([...REASON_CODES]);
});

test('it names every place, and every metric', () => {
	const rows = [...page.matchAll(/^\| `--(\w+)/gm)].map(([, place]) => place);
	expect(rows).toEqual([...PLACES]);
	for (const { name } of wantedMetrics('x')) expect(page).toContain(`\`${name}\``);
});
