import { METRICS as APP } from '../../../src/lib/server/metrics';
import type { Dashboard, Section } from '../model';
import { perSecond, quantile } from '../promql';
import { apdex, BY_ROUTE, failures, REQUESTS, SATISFIED_S } from './requests';
import { BROWSER, FEED } from './servicePages';
import { LATENCY, SATURATION } from './serviceTimes';

const AT_A_GLANCE: Section = {
	title: 'At a glance',
	panels: [
		{
			title: 'Requests a second',
			kind: 'number',
			unit: 'reqps',
			width: 3,
			tells: 'How many requests are answered, whatever the answer.',
			act: 'if it fell to nothing, look at the proxy in front and at /readyz; if it jumped, see which route did.',
			queries: [{ expression: perSecond(REQUESTS), legend: 'requests' }],
		},
		{
			title: 'Share that failed',
			kind: 'number',
			unit: 'percentunit',
			width: 3,
			tells: 'Requests that were answered with 5xx, of all.',
			act: 'find the route below, open one of its traces, and read the error under its id in the log.',
			bad: 0.01,
			queries: [{ expression: failures(), legend: 'failed' }],
		},
		{
			title: 'Slowest twentieth',
			kind: 'number',
			unit: 's',
			width: 3,
			tells: 'One request in twenty takes longer than this (p95).',
			act: 'see by route which one it is, then whether the event loop or PostgreSQL is behind it.',
			bad: 1,
			queries: [{ expression: quantile(0.95, REQUESTS), legend: 'p95' }],
		},
		{
			title: 'Apdex',
			kind: 'number',
			unit: 'none',
			width: 3,
			tells: `How satisfied callers are, from 0 to 1: within ${SATISFIED_S} s counts whole, within ${4 * SATISFIED_S} s half.`,
			act: 'below 0.85 people notice. The panel by route tells where they wait.',
			queries: [{ expression: apdex(), legend: 'apdex' }],
		},
	],
};

const RATE_AND_ERRORS: Section = {
	title: 'Rate and errors',
	panels: [
		{
			title: 'Requests, by route',
			kind: 'lines',
			unit: 'reqps',
			width: 6,
			tells: 'Requests a second of each route; those that match none stand under no name.',
			act: 'a route that grew alone has a new caller, or one that tries again without waiting.',
			queries: [{ expression: perSecond(REQUESTS, { by: BY_ROUTE }), legend: '{{http.route}}' }],
		},
		{
			title: 'Requests, by status',
			kind: 'lines',
			unit: 'reqps',
			width: 6,
			tells: 'Requests a second by the status of their answer.',
			act: '5xx are ours: look at the next panel. Many 401 or 403 are somebody at the door; 429 is our own limit.',
			queries: [
				{
					expression: perSecond(REQUESTS, { by: ['http.response.status_code'] }),
					legend: '{{http.response.status_code}}',
				},
			],
		},
		{
			title: 'Share that failed, by route',
			kind: 'lines',
			unit: 'percentunit',
			width: 6,
			tells: 'Requests of each route that were answered with 5xx, of all of that route.',
			act: 'open a trace of the route that has error on it: the first span that failed is the cause.',
			bad: 0.01,
			queries: [{ expression: failures(BY_ROUTE), legend: '{{http.route}}' }],
		},
		{
			title: 'Log lines, by level',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Lines a second that were logged, whichever way they went.',
			act: 'read the errors; each carries the trace in which it happened.',
			queries: [
				{
					expression: perSecond(APP.logLines, { by: ['glasshouse.log.level'] }),
					legend: '{{glasshouse.log.level}}',
				},
			],
		},
	],
};

export const SERVICE: Dashboard = {
	slug: 'service',
	title: 'Service',
	description: 'What callers get: how much, how fast, how well, and how close the process is to its limits.',
	sections: [AT_A_GLANCE, RATE_AND_ERRORS, LATENCY, SATURATION, BROWSER, FEED],
};
