import { expect, test } from 'bun:test';
import { routeOf, runOf } from './requestTelemetry';

test.each([
	['/', '/'],
	['/checks/[id]', '/checks/[id]'],
	['/(app)/checks/[id]', '/checks/[id]'],
	['/(app)', '/'],
	['/a/(b)/(c)/d', '/a/d'],
	[null, undefined],
])('the route of %j', (id, route) => {
	expect(routeOf(id)).toBe(route);
});

const ID = '018f3c1e-5f2a-7c31-9d2e-2b1f0c9a7e55';

test.each([
	[`/runs/${ID}`, ID],
	[`/api/v1/runs/${ID}`, ID],
	[`/api/v1/runs/${ID.toUpperCase()}/cancel`, ID],
	[`/api/v1/runs/${ID}/cancel`, ID],
	['/runs/not-an-id', undefined],
	[`/runs/${ID}0`, undefined],
	[`/checks/${ID}`, undefined],
	['/api/v1/runs', undefined],
])('the run that %s names', (pathname, runId) => {
	expect(runOf(pathname)).toBe(runId);
});
