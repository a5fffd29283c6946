import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Check, Run } from '../../src/lib/server/checks/model';
import type { CheckInput } from '../../src/lib/server/checks/schema';
import type { Trace } from '../../src/lib/trace/wire';
import { eventually } from './eventually';

const ENDED = new Set(['passed', 'failed', 'inconclusive', 'error', 'cancelled']);

export type NewCheck = Partial<CheckInput> & { url: string };

/** A request as a program without telemetry makes it: these tests run with a preload that would trace it. */
export function untraced(url: string, init?: RequestInit): Promise<Response> {
	return context.with(suppressTracing(ROOT_CONTEXT), () => fetch(url, init));
}

/** A small client of the REST surface, as somebody's script would be. */
export class Client {
	constructor(
		readonly url: string,
		private readonly token?: string,
	) {}

	request(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Response> {
		return untraced(this.url + path, {
			method,
			redirect: 'manual',
			headers: {
				...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
	}

	/** The JSON of an answer that must be a 2xx. */
	async json<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
		const response = await this.request(method, path, body, headers);
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
		return JSON.parse(text) as T;
	}

	/** Without an interval unless one is given, so that only the test starts runs. */
	createCheck(check: NewCheck): Promise<Check> {
		return this.json('POST', '/api/v1/checks', { name: 'a check', intervalSeconds: null, ...check });
	}

	async startRun(checkId: string, headers?: Record<string, string>): Promise<string> {
		const { runId } = await this.json<{ runId: string }>(
			'POST',
			`/api/v1/checks/${checkId}/run`,
			undefined,
			headers,
		);
		return runId;
	}

	getRun(runId: string): Promise<Run> {
		return this.json('GET', `/api/v1/runs/${runId}`);
	}

	getTrace(traceId: string): Promise<Trace> {
		return this.json('GET', `/api/v1/traces/${traceId}`);
	}

	/** Waits until the run has ended. */
	endOfRun(runId: string, timeoutMs = 60_000): Promise<Run> {
		return eventually(
			`the end of run ${runId}`,
			async () => {
				const run = await this.getRun(runId);
				return ENDED.has(run.state) ? run : undefined;
			},
			timeoutMs,
		);
	}

	/** Makes a check, runs it once, and returns the ended run. */
	async runOnce(check: NewCheck): Promise<Run> {
		const { id } = await this.createCheck(check);
		return this.endOfRun(await this.startRun(id));
	}
}
