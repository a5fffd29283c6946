import type { Failure } from '$server/checks/schema';

const PHASE_WORDS: Record<NonNullable<Failure['phase']>, string> = {
	policy: 'policy',
	dns: 'DNS',
	connect: 'connect',
	tls: 'TLS',
	request: 'request',
	first_byte: 'first byte',
	transfer: 'transfer',
	redirect: 'redirect',
};

const EXPECTATION_WORDS: Record<NonNullable<Failure['expectation']>, string> = {
	status: 'status',
	maxDurationMs: 'duration',
	bodyContains: 'body',
	jsonPath: 'JSON value',
	certificateDays: 'certificate',
};

/** What broke, in a word or two: the status that came, else the phase or the expectation. */
export function failureInShort(failure: Failure | null | undefined): string | null {
	if (!failure) return null;
	const status = failure.expectation === 'status' ? /\b[1-5]\d\d\b/.exec(failure.actual)?.[0] : undefined;
	return status ?? failureName(failure);
}

/** The phase or expectation that failed, as people call it. */
export function failureName({ phase, expectation }: Failure): string {
	if (expectation !== null) return EXPECTATION_WORDS[expectation];
	return phase === null ? 'error' : PHASE_WORDS[phase];
}
