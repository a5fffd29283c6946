import { installPackages, isDebianRoot, isExecutable, onPath } from './debian.mjs';
import { StepError } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The path of a Chromium for the tests that drive a browser; installed from Debian's packages where none is there.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
	const found = findChromium();
	if (found) return found;
	if (!isDebianRoot()) {
		throw new StepError(
			'The tests drive a browser and found none: install Chromium or Google Chrome, or set CHROMIUM_PATH.',
		);
	}
	await installPackages('Chromium', ['chromium', 'fonts-liberation']);
	const installed = findChromium();
	if (!installed) throw new StepError('Chromium was installed, and yet is not on the PATH.');
	return installed;
}

function findChromium() {
	const given = process.env.CHROMIUM_PATH;
	if (given && !isExecutable(given)) {
		throw new StepError(
			`CHROMIUM_PATH=${JSON.stringify(given)} is not usable: expected the path of a Chromium.`,
		);
	}
	return given || [MAC].find(isExecutable) || onPath(NAMES);
}
