import { ORPCError, os, ValidationError } from '@orpc/server';
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME } from '@opentelemetry/semantic-conventions';
import type { z } from 'zod';
import { AppError } from '$server/errors';
import { recordCall } from '$server/metrics/calls';
import { withSpan } from '$server/telemetry';
import { toAppError } from './errors';
import { describeIssues, summarise } from './issues';

/** What a procedure knows of its caller. */
export interface RpcContext {
	authenticated: boolean;
	/** Headers of the answer, for a call that came over HTTP. */
	answerHeaders?: Headers;
}

/** A client that sends thousands of wrong fields is told of so many; the message counts the rest. */
const MOST_ISSUES = 20;

const base = os.$context<RpcContext>();

/** Outermost: whatever goes wrong inside leaves as an AppError. */
const explained = base.middleware(async function explained({ next }) {
	try {
		return await next();
	} catch (failure) {
		throw explain(failure);
	}
});

/** A span of the procedure's name, the validation of its input included, and its duration. */
const traced = base.middleware(function traced({ path, next }) {
	const method = path.join('.');
	const attributes = { [ATTR_RPC_SYSTEM_NAME]: 'orpc', [ATTR_RPC_METHOD]: method };
	return withSpan(method, () => measured(method, next), attributes);
});

async function measured<T>(method: string, next: () => T): Promise<Awaited<T>> {
	const start = performance.now();
	try {
		const answer = await next();
		recordCall(method, start);
		return answer;
	} catch (failure) {
		recordCall(method, start, explain(failure));
		throw failure;
	}
}

/** The hook has decided already; this holds where a procedure is reached without it. */
const authenticated = base.middleware(function authenticated({ context, next }) {
	if (!context.authenticated) throw new AppError('UNAUTHORIZED', 'This needs the token of this Glasshouse.');
	return next();
});

/** What every procedure is built on. */
export const procedure = base.use(explained).use(traced).use(authenticated);

function explain(failure: unknown): AppError {
	return inputError(failure) ?? toAppError(failure);
}

function inputError(failure: unknown): AppError | undefined {
	if (!(failure instanceof ORPCError) || !(failure.cause instanceof ValidationError)) return undefined;
	const issues = describeIssues(failure.cause.issues.filter(isZodIssue), failure.cause.data);
	return new AppError('BAD_REQUEST', summarise(issues), {
		cause: failure.cause,
		data: { issues: issues.slice(0, MOST_ISSUES) },
	});
}

/** Every schema here is zod's, whose issues say more than the standard ones. */
function isZodIssue(issue: object): issue is z.core.$ZodIssue {
	return 'code' in issue && 'path' in issue;
}
