import { AppError } from '../errors';
import { toHttpError } from '../rpc/errors';
import type { CheckFormErrors } from './checkForm';

/** A refusal that the form can show above its fields; anything else goes on to the error page. */
export function toFormErrors(failure: unknown): CheckFormErrors {
	if (failure instanceof AppError && failure.code === 'BAD_REQUEST') return { form: failure.message };
	return toHttpError(failure);
}
