import type { RequestEvent } from '@sveltejs/kit';
import type { TraceSummary } from '$trace/wire';
import { findChecks, type FoundCheck } from '../checks/checkStore';
import type { RunSummary } from '../checks/model';
import { AppError } from '../errors';
import { procedures, type Procedures } from '../rpc/client';
import { fullTime } from '../../words/clock';
import { asUuid, idDigits } from './searchIds';

export const LONGEST_SEARCH = 200;
const MOST_OF_A_KIND = 5;
const RECENT = 200;

export interface Found {
	kind: 'check' | 'run' | 'trace';
	id: string;
	name: string;
	/** What tells it from others of its name. */
	detail: string;
	href: string;
}

/** Checks by name or address, runs and traces by id or the beginning of one; `[]` for an empty text. */
export async function search(event: Pick<RequestEvent, 'locals'>, text: string): Promise<Found[]> {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return [];
	const ask = procedures(event);
	const hex = idDigits(wanted);
	const found = await Promise.all([
		checksLike(wanted),
		hex === null ? [] : runsLike(ask, hex),
		hex === null ? [] : tracesLike(ask, hex),
	]);
	return found.flat();
}

async function checksLike(wanted: string): Promise<Found[]> {
	return (await findChecks(wanted, MOST_OF_A_KIND)).map(foundCheck);
}

async function runsLike(ask: Procedures, digits: string): Promise<Found[]> {
	if (digits.length === 32)
		return ask.runs.get({ id: asUuid(digits) }).then((run) => [foundRun(run)], noneIfUnknown);
	const recent = await ask.runs.list({ limit: RECENT });
	return recent
		.filter(({ id }) => id.replaceAll('-', '').startsWith(digits))
		.slice(0, MOST_OF_A_KIND)
		.map(foundRun);
}

async function tracesLike(ask: Procedures, digits: string): Promise<Found[]> {
	const recent = await ask.traces.list({ limit: RECENT });
	const known = recent
		.filter(({ traceId }) => traceId.startsWith(digits))
		.slice(0, MOST_OF_A_KIND)
		.map(foundTrace);
	if (known.length > 0 || digits.length < 32) return known;
	return ask.traces
		.get({ traceId: digits })
		.then(({ spans }) => [keptTrace(digits, spans.length)], noneIfUnknown);
}

function noneIfUnknown(failure: unknown): Found[] {
	if (failure instanceof AppError && failure.code === 'NOT_FOUND') return [];
	throw failure;
}

function foundCheck({ id, name, method, url }: FoundCheck): Found {
	return { kind: 'check', id, name, detail: `${method} ${url}`, href: `/checks/${id}` };
}

function foundRun({ id, checkName, state, queuedAt }: RunSummary): Found {
	return {
		kind: 'run',
		id,
		name: checkName,
		detail: `${state}, ${fullTime(new Date(queuedAt))}`,
		href: `/runs/${id}`,
	};
}

function foundTrace({ traceId, name, spanCount }: TraceSummary): Found {
	return { kind: 'trace', id: traceId, name, detail: `${spanCount} spans`, href: `/traces/${traceId}` };
}

function keptTrace(traceId: string, spanCount: number): Found {
	return {
		kind: 'trace',
		id: traceId,
		name: traceId,
		detail: `${spanCount} spans, kept with its run`,
		href: `/traces/${traceId}`,
	};
}
