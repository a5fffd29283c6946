// `npm start`: install and build what has changed, then hand over to the entrypoint.
import { ensure } from './ensure.mjs';
import { attach, runMain } from './run.mjs';

const LOOK_MS = 50;
const ANY_ADDRESS = ['0.0.0.0', '::'];

await runMain(async () => {
	await ensure();
	const ended = new AbortController();
	void announce(ended.signal);
	return attach(['sh', './entrypoint.sh']).finally(() => ended.abort());
});

/**
 * Says where Glasshouse is, once it answers there.
 * @param {AbortSignal} signal
 */
async function announce(signal) {
	const { HOST, PORT, SOCKET_PATH } = process.env;
	if (SOCKET_PATH || PORT === '0') return;
	const host = !HOST || ANY_ADDRESS.includes(HOST) ? '127.0.0.1' : HOST;
	const url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT || 3000}`;
	while (!signal.aborted && !(await answers(`${url}/healthz`, signal))) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
	if (!signal.aborted) console.log(`Glasshouse is at ${url}`);
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function answers(url, signal) {
	const response = await fetch(url, { signal }).catch(() => undefined);
	return response?.ok === true;
}
