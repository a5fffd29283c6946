// `bun run performance`: writes what bench/results holds into docs/performance.md, and draws its charts. A test holds
// the page to it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../tests/support/folders';
import { chartsOf, PAGE, performancePage } from './report/page';
import { readResults } from './report/results';

const results = readResults();
const path = join(ROOT, PAGE);
writeFileSync(path, await performancePage(readFileSync(path, 'utf8'), results));
for (const [file, svg] of chartsOf(results)) {
	mkdirSync(dirname(join(ROOT, file)), { recursive: true });
	writeFileSync(join(ROOT, file), svg);
}
