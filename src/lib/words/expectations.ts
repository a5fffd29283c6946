import type { Expectations } from '$server/checks/schema';
import { setting } from './duration';
import { counted } from './number';

/** What a check expects, one line each, the default status among them. */
export function expectationLines(expect: Expectations): { name: string; value: string }[] {
	const { status = '200-299', maxDurationMs, bodyContains, jsonPath, certificateDays } = expect;
	const lines: [string, string | undefined][] = [
		['Status', String(status)],
		['At most', maxDurationMs === undefined ? undefined : setting(maxDurationMs)],
		['Body contains', bodyContains],
		[`JSON ${jsonPath?.path ?? ''}`, jsonPath === undefined ? undefined : JSON.stringify(jsonPath.equals)],
		[
			'Certificate',
			certificateDays === undefined ? undefined : `valid for ${counted(certificateDays, 'day')} or more`,
		],
	];
	return lines.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
