import { installPackages, isDebianRoot, isExecutable, onPath } from './debian.mjs';
import { StepError } from './run.mjs';

/** What runs against a real Prometheus. */
const TESTS = ['tests/integration/dashboards.test.ts', 'tests/integration/verifyBackends.test.ts'];

/**
 * Whether a run of these paths, as they are given to `bun test`, has a test that needs Prometheus.
 * @param {string[]} paths
 */
export function needPrometheus(paths) {
	return paths.some((path) => TESTS.some((test) => test.includes(path.replace(/^\.\//, ''))));
}

/**
 * The path of a Prometheus for the tests of the dashboards; installed from Debian's packages where none is there.
 * @returns {Promise<string>}
 */
export async function ensurePrometheus() {
	const found = findPrometheus();
	if (found) return found;
	if (!isDebianRoot()) {
		throw new StepError(
			'The tests of the dashboards need Prometheus and found none: install it, or set PROMETHEUS_PATH.',
		);
	}
	await installPackages('Prometheus', ['prometheus']);
	const installed = findPrometheus();
	if (!installed) throw new StepError('Prometheus was installed, and yet is not on the PATH.');
	return installed;
}

function findPrometheus() {
	const given = process.env.PROMETHEUS_PATH;
	if (given && !isExecutable(given)) {
		throw new StepError(
			`PROMETHEUS_PATH=${JSON.stringify(given)} is not usable: expected the path of a Prometheus.`,
		);
	}
	return given || onPath(['prometheus']);
}
