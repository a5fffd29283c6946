import { expect, test } from 'bun:test';
import { routeOf } from './requestTelemetry';

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
