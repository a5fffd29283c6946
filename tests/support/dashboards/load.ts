import type { Check } from '../../../src/lib/server/checks/model';
import type { App } from '../app';
import { browserReportOf, newId } from '../browserReport';
import { Client, untraced } from '../client';
import type { Target } from '../target';

/** How long a socket of the feed is given to be sent away; the next round opens another one. */
const PATIENCE_MS = 5_000;
const NOBODY = 'http://127.0.0.1:1/';

/** Everything that is done with an app, again and again, until `stop`: what dashboards are to show. */
export async function startLoad(app: App, target: Target): Promise<{ stop(): Promise<void> }> {
	const client = new Client(app.url);
	const checks = await checksOf(client, target);
	const over = new AbortController();
	const followers = [follow(app, over.signal)];
	const keptSocket = new WebSocket(feedAddress(app));
	const rounds = repeatedly(over.signal, (round) =>
		Promise.all([runs(client, target, checks, round), requests(client), talkToTheFeed(app)]),
	);
	return {
		stop: async () => {
			over.abort();
			keptSocket.close();
			await Promise.all([rounds, ...followers]);
		},
	};
}

async function repeatedly(signal: AbortSignal, act: (round: number) => Promise<unknown>): Promise<void> {
	for (let round = 0; !signal.aborted; round++) await act(round);
}

/** Checks that pass, fail, find nobody, and tell webhooks that take it or not. */
function checksOf(client: Client, { url }: Target): Promise<Check[]> {
	return Promise.all([
		client.createCheck({ name: 'passes', url: `${url}/ok` }),
		client.createCheck({ name: 'fails', url: `${url}/status/500`, webhookUrl: `${url}/status/500` }),
		client.createCheck({ name: 'finds nobody', url: NOBODY, webhookUrl: NOBODY }),
	]);
}

/** A run of each of them, and one whose request is tried again, which a target makes necessary once for an address. */
async function runs(client: Client, { url }: Target, checks: readonly Check[], round: number): Promise<void> {
	const again = { name: 'is tried again', url: `${url}/flaky?failures=1&round=${round}`, retries: 1 };
	await Promise.all([
		...checks.map(async ({ id }) => client.endOfRun(await client.startRun(id))),
		client.runOnce({ ...again, webhookUrl: `${url}/ok` }),
	]);
}

/** Pages, the API with what it refuses, and reports of pages, one of which is refused. */
async function requests(client: Client): Promise<void> {
	for (const path of ['/', '/checks', '/telemetry', '/nowhere', '/api/v1/checks', '/api/v1/checks/nothing'])
		await (await client.request('GET', path)).text();
	const report = browserReportOf(newId() + newId(), newId());
	for (const body of [report, { ...report, spans: [] }])
		await (await client.request('POST', '/api/v1/telemetry/browser', body)).text();
}

/** A client that has something to say is sent away. */
function talkToTheFeed(app: App): Promise<void> {
	return new Promise((resolve) => {
		const socket = new WebSocket(feedAddress(app));
		const late = setTimeout(() => socket.close(), PATIENCE_MS);
		socket.addEventListener('open', () => socket.send('hello'));
		socket.addEventListener('close', () => {
			clearTimeout(late);
			resolve();
		});
	});
}

/** Reads the feed as a stream for as long as it goes on. */
async function follow(app: App, signal: AbortSignal): Promise<void> {
	try {
		const { body } = await untraced(`${app.url}/api/v1/live`, { signal });
		await body?.pipeTo(new WritableStream(), { signal });
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}

function feedAddress(app: App): string {
	return `${app.url.replace('http', 'ws')}/api/v1/live`;
}
