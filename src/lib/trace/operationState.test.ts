import { expect, test } from 'bun:test';
import { needsAttention, operationState } from './operationState';

const judged = { waitsFor: null, longByDesign: null, usual: { p99Ms: 200 }, leaked: false };
const below = { spanId: 's', name: 'GET' };

test.each([
	['as long as usual', judged, 200, 'running'],
	['past its p99', judged, 201, 'slow'],
	['ten times its p99', judged, 2000, 'slow'],
	['past ten times its p99', judged, 2001, 'stuck'],
	['past ten times a tiny p99, but not for long', { ...judged, usual: { p99Ms: 1 } }, 999, 'slow'],
	['past ten times a tiny p99, for long', { ...judged, usual: { p99Ms: 1 } }, 1001, 'stuck'],
	['of an unknown sort', { ...judged, usual: null }, 1e9, 'running'],
	['only waiting', { ...judged, waitsFor: below }, 1e9, 'waiting'],
	['long by design', { ...judged, longByDesign: 'stream' as const }, 1e9, 'running'],
	['never ended', { ...judged, usual: null, leaked: true }, 1e9, 'leaked'],
] as const)('%s', (_, operation, ageMs, state) => {
	expect(operationState(operation, ageMs)).toBe(state);
});

test('stuck and leaked ones need somebody', () => {
	expect((['running', 'waiting', 'slow', 'stuck', 'leaked'] as const).filter(needsAttention)).toEqual([
		'stuck',
		'leaked',
	]);
});
