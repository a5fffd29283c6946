// `npm test`: every test, or those whose paths are named (`npm test -- tests/integration/api.test.ts`).
// The groups run one after the other; within a group, two sets side by side where the tests mostly wait for programs.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INSTALLED_BUN } from './bun.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensure } from './ensure.mjs';
import { ensurePrometheus, needPrometheus } from './prometheus.mjs';
import { attach, capture, ROOT, runMain } from './run.mjs';

const TIMEOUT_MS = 120_000;
/** Characters of what a failed test said; all of it stands where it failed. */
const MOST_SAID = 4000;
/** @type {{ passed: number; failed: number; failures: string[] }} */
const NOTHING_RAN = { passed: 0, failed: 0, failures: [] };
/** They measure, or look at who listens on the machine, and want it for themselves. */
const ALONE = /^(?:bench|benchChecks|database|startTwice)\.test\.ts$/;
const integration = readdirSync(join(ROOT, 'tests/integration'))
	.filter((name) => name.endsWith('.test.ts'))
	.sort();
const inIntegration = (/** @type {string[]} */ names) => names.map((name) => `tests/integration/${name}`);
const waiting = integration.filter((name) => !ALONE.test(name));

/** @type {{ title: string; paths: string[]; beside?: string[] }[]} */
const GROUPS = [
	{ title: 'Unit tests', paths: ['src/', 'bench/', 'scripts/'] },
	{
		title: 'Integration tests',
		paths: inIntegration(waiting.filter((_, at) => at % 2 === 0)),
		beside: inIntegration(waiting.filter((_, at) => at % 2 === 1)),
	},
	{
		title: 'Integration tests, one at a time',
		paths: inIntegration(integration.filter((name) => ALONE.test(name))),
	},
	{ title: 'Browser tests, and chaos tests', paths: ['tests/e2e/'], beside: ['tests/chaos/'] },
];
/** What a developer has set for the app must not reach the tests. */
const LEAKING =
	/^(OTEL_|GLASSHOUSE_|DATABASE_URL$|HOST$|PORT$|SOCKET_PATH$|BODY_SIZE_LIMIT$|IDLE_TIMEOUT$|PG)/;

await runMain(async () => {
	const named = process.argv.slice(2);
	const groups = named.length > 0 ? [{ title: 'Tests', paths: named }] : GROUPS;
	await ensure();
	const paths = groups.flatMap(({ paths, beside = [] }) => [...paths, ...beside]);
	const programs = {
		CHROMIUM_PATH: await ensureChromium(),
		...(needPrometheus(paths) ? { PROMETHEUS_PATH: await ensurePrometheus() } : {}),
	};
	const env = testEnvironment(programs);
	const total = { passed: 0, failed: 0 };
	const failures = [];
	for (const group of groups) {
		for (const counts of await runGroup(group, env)) {
			total.passed += counts.passed;
			total.failed += counts.failed;
			failures.push(...counts.failures);
		}
	}
	if (total.passed + total.failed === 0) console.error('glasshouse: no test ran');
	for (const failure of failures) console.log(`\n${failure}`);
	console.log(`\n${total.passed} passed, ${total.failed} failed`);
	return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

/** @param {NodeJS.ProcessEnv} programs where they are that the tests drive */
function testEnvironment(programs) {
	const kept = Object.entries(process.env).filter(([name]) => !LEAKING.test(name));
	return { ...Object.fromEntries(kept), ...programs };
}

/**
 * @param {{ title: string; paths: string[]; beside?: string[] }} group whose `beside` is told when all is over
 * @param {NodeJS.ProcessEnv} env
 */
async function runGroup({ title, paths, beside = [] }, env) {
	console.log(`\n${title}`);
	const other = beside.length === 0 ? undefined : runHalf(beside, (command) => capture(command, env));
	const own = await runHalf(paths, async (command) => ({ code: await attach(command, env), output: '' }));
	const { counts, output } = (await other) ?? { counts: NOTHING_RAN, output: '' };
	process.stdout.write(output);
	return [own.counts, counts];
}

/**
 * @param {string[]} paths
 * @param {(command: string[]) => Promise<{ code: number; output: string }>} run
 */
async function runHalf(paths, run) {
	const folder = mkdtempSync(join(tmpdir(), 'glasshouse-report-'));
	const report = join(folder, 'junit.xml');
	const options = ['--timeout', String(TIMEOUT_MS), '--reporter=junit', `--reporter-outfile=${report}`];
	const { code, output } = await run([INSTALLED_BUN, 'test', ...options, ...paths]);
	const counts = countsOf(report);
	rmSync(folder, { recursive: true });
	return { counts: code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts, output };
}

/**
 * What the JUnit report of a group adds up to; a runner that died has left none.
 * @param {string} report
 */
function countsOf(report) {
	if (!existsSync(report)) return NOTHING_RAN;
	const xml = readFileSync(report, 'utf8');
	const root = /<testsuites [^>]*>/.exec(xml)?.[0] ?? '';
	const count = (/** @type {string} */ name) => Number(attribute(root, name));
	const failed = count('failures') + count('errors');
	return { passed: count('tests') - failed - count('skipped'), failed, failures: failuresOf(xml) };
}

/**
 * Each failed test by its file and name, with what it said: told again at the very end, where one looks for it.
 * @param {string} xml
 */
function failuresOf(xml) {
	return [...xml.matchAll(/(<testcase [^>]*>)\s*(<failure [^>]*>)([^<]*)/g)].map(
		([, test = '', failure = '', said = '']) =>
			[
				`failed: ${attribute(test, 'file')}:${attribute(test, 'line')}: ${attribute(test, 'classname')} > ${attribute(test, 'name')}`,
				(unescapeXml(said).trim() || attribute(failure, 'message')).slice(0, MOST_SAID),
			].join('\n'),
	);
}

/** @param {string} tag @param {string} name */
function attribute(tag, name) {
	return unescapeXml(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

/** @param {string} text */
function unescapeXml(text) {
	const named = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
	return text.replace(/&(?:#(\d+)|(lt|gt|quot|apos|amp));/g, (_, code, name) =>
		code === undefined ? named[/** @type {keyof typeof named} */ (name)] : String.fromCodePoint(Number(code)),
	);
}
