import type { z } from 'zod';
import { validateJsonPath } from '$server/checks/jsonPath';
import { allowedAddresses } from '$server/checks/probe/policy';
import { ProbeError } from '$server/checks/probe/probeError';
import { hostOf, literalAddress } from '$server/checks/probe/resolve';
import { checkInput, checkPatch, type CheckPatch } from '$server/checks/schema';
import { config } from '$server/config';
import { id, unstorable } from './inputs';

/** The inputs that make and change a check: the schema, and what takes more than a schema to tell. */

export const newCheck = checkInput.superRefine(refineCheck);

export const changedCheck = checkPatch.safeExtend({ id }).superRefine(refineCheck);

function refineCheck(check: CheckPatch, context: z.RefinementCtx): void {
	const refuse = (path: PropertyKey[], message: string) =>
		context.addIssue({ code: 'custom', path, message });
	const path = unstorable(check);
	if (path !== undefined) refuse(path, 'expected text without NUL and without halves of surrogate pairs');
	for (const field of ['url', 'webhookUrl'] as const) {
		const reason = whyForbidden(check[field]);
		if (reason !== undefined) refuse([field], reason);
	}
	const wrong = check.expect?.jsonPath === undefined ? null : validateJsonPath(check.expect.jsonPath.path);
	if (wrong !== null) refuse(['expect', 'jsonPath', 'path'], wrong);
}

/** Tells early of a literal address that the policy forbids. Names are decided on when they are resolved. */
function whyForbidden(text: string | null | undefined): string | undefined {
	const url = URL.parse(text ?? '');
	const address = url === null ? null : literalAddress(hostOf(url));
	if (address === null) return undefined;
	try {
		allowedAddresses(address.address, [address], config());
		return undefined;
	} catch (error) {
		if (error instanceof ProbeError) return `expected ${error.expected}: ${error.actual}`;
		throw error;
	}
}
