import { AppError } from '../errors';
import { countWebhook } from '../metrics/checks';
import { probe, type ProbeOptions, type ProbeResult } from './probe/probe';

const TIMEOUT_MS = 10_000;

/**
 * Posts a payload as JSON, in the active context, under a CLIENT span and the target policy of checks. A redirect
 * is not followed: it would turn the POST into a GET. The path of a webhook is often its secret, so it is told
 * nowhere.
 * @throws AppError FORBIDDEN where the policy refuses the target, UNAVAILABLE where it did not answer with 2xx
 * within 10 s; or the reason of `signal`
 */
export async function sendWebhook(url: string, payload: unknown, options: ProbeOptions): Promise<void> {
	try {
		await deliver(url, payload, options);
		countWebhook();
	} catch (error) {
		countWebhook(error);
		throw error;
	}
}

async function deliver(url: string, payload: unknown, options: ProbeOptions): Promise<void> {
	const request = {
		url: new URL(url),
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(payload),
		timeoutMs: TIMEOUT_MS,
		follows: () => false,
		pathIsSecret: true,
	};
	refuseUnlessTaken(request.url.host, await probe(request, options));
}

function refuseUnlessTaken(host: string, { hop }: ProbeResult): void {
	if (hop.failure !== null) {
		const code = hop.failure.phase === 'policy' ? 'FORBIDDEN' : 'UNAVAILABLE';
		throw new AppError(code, `The webhook at ${host} was not delivered: ${hop.failure.message}`, {
			cause: hop.failure,
		});
	}
	if (hop.status !== null && hop.status >= 200 && hop.status <= 299) return;
	throw new AppError(
		'UNAVAILABLE',
		`The webhook at ${host} answered with status ${hop.status}; expected 200-299`,
	);
}
