import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '../config';
import { databaseTarget, describeTarget } from './target';

export interface WaitOptions {
	/** Milliseconds until the wait is given up; one attempt is always made. */
	waitMs: number;
	/** Told that there is something to wait for, at the first failure and every 5 s. */
	onWaiting?: (message: string) => void;
	signal?: AbortSignal;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const ATTEMPT_MS = 5000;
const TELL_EVERY_MS = 5000;

/** Answers of a server that will be the same at the next attempt. SQLSTATE classes and codes. */
const FINAL = [/^28/, /^3F/, /^42501$/, /^SELF_SIGNED|^CERT_|^UNABLE_TO_VERIFY|^ERR_TLS/];

/**
 * Waits until the database answers a query.
 * @throws ConfigError when it refuses (wrong password, …) or has not answered in time; it names host, port,
 * database and reason, never the password
 */
export async function waitForDatabase(url: string, options: WaitOptions): Promise<void> {
	const place = describeTarget(databaseTarget(url));
	const deadline = Date.now() + options.waitMs;
	let tellAt = 0;
	for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
		options.signal?.throwIfAborted();
		const reason = await tryOnce(url, deadline);
		if (reason === undefined) return;
		if (reason.final) throw new ConfigError(`DATABASE_URL: the ${place} refuses: ${reason.text}`);
		const leftMs = deadline - Date.now();
		if (leftMs <= 0) throw new ConfigError(tooLate(place, options.waitMs, reason.text));
		if (Date.now() >= tellAt) {
			options.onWaiting?.(`Waiting for the ${place}: ${reason.text}`);
			tellAt = Date.now() + TELL_EVERY_MS;
		}
		await sleep(Math.min(pauseMs, leftMs), undefined, { signal: options.signal });
	}
}

function tooLate(place: string, waitMs: number, reason: string): string {
	return (
		`DATABASE_URL: the ${place} did not answer within ${waitMs / 1000} s ` +
		`(GLASSHOUSE_DATABASE_WAIT_MS=${waitMs}): ${reason}`
	);
}

interface Reason {
	text: string;
	/** Whether another attempt would be useless. */
	final: boolean;
}

async function tryOnce(url: string, deadline: number): Promise<Reason | undefined> {
	const attemptMs = Math.max(1000, Math.min(ATTEMPT_MS, deadline - Date.now()));
	const client = new pg.Client({
		connectionString: url,
		application_name: 'glasshouse',
		connectionTimeoutMillis: attemptMs,
		query_timeout: attemptMs,
	});
	let lost: Error | undefined;
	client.on('error', (error) => (lost = error));
	try {
		await client.connect();
		await client.query('select 1');
		return undefined;
	} catch (error) {
		return reasonOf(lost ?? error);
	} finally {
		// A connection that was never made has nothing to end, and says so.
		await client.end().catch((error: unknown) => (lost = error instanceof Error ? error : undefined));
	}
}

/** A host with several addresses fails with one error for each: the first speaks for all. */
function reasonOf(error: unknown): Reason {
	const first: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
	if (!(first instanceof Error)) return { text: String(first), final: false };
	const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
	const text = code === '' || first.message.includes(code) ? first.message : `${first.message} (${code})`;
	return { text, final: FINAL.some((pattern) => pattern.test(code)) };
}
