import { METRICS as APP } from '../../../src/lib/server/metrics';
import { METRICS } from '../../../src/telemetry/catalogue';
import type { Section } from '../model';
import { now, perSecond, quantile } from '../promql';
import { apdex, BY_ROUTE, REQUESTS, SATISFIED_S } from './requests';

export const LATENCY: Section = {
	title: 'Latency',
	panels: [
		{
			title: 'Latency',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells:
				'How long half, 95 and 99 of 100 requests took at most. The dots are requests: each leads to its trace.',
			act: 'follow a dot far above the lines. If all three rise together, the process is short of something.',
			bad: 1,
			queries: [
				{ expression: quantile(0.5, REQUESTS), legend: 'p50' },
				{ expression: quantile(0.95, REQUESTS), legend: 'p95', exemplars: true },
				{ expression: quantile(0.99, REQUESTS), legend: 'p99', exemplars: true },
			],
		},
		{
			title: 'Latency, by route',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 requests of each route took at most. The dots are requests.',
			act: 'open the trace of a dot: the longest bar without children is where the time went.',
			bad: 1,
			queries: [
				{
					expression: quantile(0.95, REQUESTS, { by: BY_ROUTE }),
					legend: '{{http.route}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Apdex, by route',
			kind: 'lines',
			unit: 'none',
			width: 6,
			tells: `How satisfied the callers of each route are, from 0 to 1, at ${SATISFIED_S} s.`,
			act: 'begin with the route that has most requests: it is the one that people feel.',
			queries: [{ expression: apdex(BY_ROUTE), legend: '{{http.route}}' }],
		},
		{
			title: 'Procedures',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 calls of each procedure took at most, over HTTP and from pages.',
			act: 'a procedure that is slow alone waits for its own statements: see the PostgreSQL dashboard.',
			queries: [
				{
					expression: quantile(0.95, APP.rpcCallDuration, { by: ['rpc.method'] }),
					legend: '{{rpc.method}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Procedures that refused or failed',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Calls a second that did not end well, by procedure and by the code of their failure.',
			act: 'INTERNAL and UNAVAILABLE are ours. Others are answers to what the caller sent.',
			queries: [
				{
					expression: perSecond(APP.rpcCallDuration, {
						by: ['rpc.method', 'rpc.response.status_code'],
						where: { 'rpc.response.status_code': '!=""' },
					}),
					legend: '{{rpc.method}} {{rpc.response.status_code}}',
				},
			],
		},
		{
			title: 'Requests to others',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells:
				'How long 95 of 100 requests that this app made took until the answer began, by whom they went to.',
			act: 'what is slow here is slow elsewhere: ask those who run it, with a trace id in hand.',
			queries: [
				{
					expression: quantile(0.95, METRICS.httpClientRequestDuration, { by: ['server.address'] }),
					legend: '{{server.address}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Requests to others that failed',
			kind: 'lines',
			unit: 'reqps',
			width: 6,
			tells: 'Requests a second that got no answer, or one of 4xx or 5xx, by whom they went to and why.',
			act: 'a name is the network or the address; a number is their answer.',
			queries: [
				{
					expression: perSecond(METRICS.httpClientRequestDuration, {
						by: ['server.address', 'error.type'],
						where: { 'error.type': '!=""' },
					}),
					legend: '{{server.address}} {{error.type}}',
				},
			],
		},
	],
};

export const SATURATION: Section = {
	title: 'Saturation',
	panels: [
		{
			title: 'Requests being answered',
			kind: 'lines',
			unit: 'short',
			width: 3,
			tells: 'How many requests are under way, by method.',
			act: 'a line that only rises is requests that nobody answers: see what is in flight in the app itself.',
			queries: [
				{
					expression: now(METRICS.httpServerActiveRequests, { by: ['http.request.method'] }),
					legend: '{{http.request.method}}',
				},
			],
		},
		{
			title: 'CPU',
			kind: 'lines',
			unit: 'percentunit',
			width: 3,
			tells: 'The share of all its CPUs that the process uses.',
			act: 'one busy thread of JavaScript is 1 divided by the number of CPUs. Take a CPU profile before adding machines.',
			queries: [{ expression: now(METRICS.processCpuUtilization), legend: 'CPU' }],
		},
		{
			title: 'Event-loop delay',
			kind: 'lines',
			unit: 's',
			width: 3,
			tells: 'How late the slowest process begins one turn of its event loop in a hundred.',
			act: 'every request waits for as long: see the Runtime dashboard, and take a CPU profile.',
			bad: 0.1,
			queries: [{ expression: now(METRICS.eventLoopDelayP99, {}, 'max'), legend: 'p99' }],
		},
		{
			title: 'Waiting for the database',
			kind: 'lines',
			unit: 'short',
			width: 3,
			tells: 'Requests that wait for a connection of a pool.',
			act: 'above zero for long, the pool is too small or somebody keeps connections: see the PostgreSQL dashboard.',
			bad: 5,
			queries: [
				{
					expression: now(METRICS.dbClientConnectionPendingRequests, {
						by: ['db.client.connection.pool.name'],
					}),
					legend: '{{db.client.connection.pool.name}}',
				},
			],
		},
	],
};
