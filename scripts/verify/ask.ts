import type { z } from 'zod';
import { describeFailure } from '../../src/telemetry/pipeline/export/failure';
import type { PlaceError } from './evidence';

const PATIENCE_MS = 10_000;

/** A question over HTTP that was not answered as it should be. Its message names neither header nor credential. */
export class AskError extends Error implements PlaceError {
	constructor(
		/** Of an answer; `null` where there was none. */
		readonly status: number | null,
		message: string,
	) {
		super(message);
	}
}

export interface Question {
	readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	readonly headers?: Record<string, string>;
	/** Sent as JSON. */
	readonly body?: unknown;
}

/** @throws AskError where nothing answers */
export async function request(
	url: string,
	{ method = 'GET', headers, body }: Question = {},
): Promise<Response> {
	try {
		return await fetch(url, {
			method,
			headers: {
				accept: 'application/json',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			signal: AbortSignal.timeout(PATIENCE_MS),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	} catch (error) {
		throw new AskError(null, describeFailure(error).message);
	}
}

/** The JSON of an answer in the shape that is expected. @throws AskError where it is not */
export async function ask<T>(url: string, shape: z.ZodType<T>, question?: Question): Promise<T> {
	const response = await request(url, question);
	if (response.ok) return jsonOf(response, shape);
	await response.body?.cancel();
	throw new AskError(response.status, `${response.status} ${response.statusText}`.trim());
}

/** @throws AskError where the body is no JSON, or of another shape */
export async function jsonOf<T>(response: Response, shape: z.ZodType<T>): Promise<T> {
	const { status } = response;
	const parsed = await response
		.json()
		.then((json: unknown) => shape.safeParse(json))
		.catch(() => undefined);
	if (parsed?.success === true) return parsed.data;
	const where =
		parsed === undefined ? '' : `: ${parsed.error.issues[0]?.path.join('.') ?? ''} is not as expected`;
	throw new AskError(status, `${status}, and the answer is not its JSON${where}`);
}

/** The header that a token or key goes into; none without one. */
export function authorisation(value: string | undefined): Record<string, string> {
	return value === undefined || value === '' ? {} : { authorization: value };
}
