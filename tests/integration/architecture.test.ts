import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { architecturePage } from '../../scripts/architecture';
import { ROOT } from '../support/folders';

test('docs/architecture.md is drawn from the code as it is: `bun run architecture`', async () => {
	const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
	expect(await architecturePage(page)).toBe(page);
});
