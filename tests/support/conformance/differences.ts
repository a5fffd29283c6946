import type { Row } from './program';

/** A rule that GLASSHOUSE_TELEMETRY=official cannot keep, why, and what it gives instead. */
export interface Difference {
	readonly rule: string;
	readonly because: string;
	/** Where the rule is to be looked at otherwise. */
	readonly holds?: Row['holds'];
	readonly is: unknown;
}

const NO_EXEMPLARS = 'the official SDK makes no exemplars (open-telemetry/opentelemetry-js, TODO 5147)';

/** All that the official path does not tell as ours does, of everything the tables have a row for. */
export const DIFFERENCES: readonly Difference[] = [
	{
		rule: 'db.client.operation.duration has system, operation and SQLSTATE, and no text',
		because: "instrumentation-pg's measurement has the SQLSTATE as error.type alone, and no summary",
		holds: (e) => {
			const points = e.receiver
				.points('db.client.operation.duration')
				.filter(({ scope }) => scope === '@opentelemetry/instrumentation-pg');
			const failed = points.find(({ attributes }) => 'error.type' in attributes);
			const attributes = failed?.attributes ?? {};
			return [
				attributes['db.system.name'],
				attributes['error.type'],
				attributes['db.response.status_code'],
				'db.query.text' in attributes,
			];
		},
		is: ['postgresql', '42P01', undefined, false],
	},
	{
		rule: "a request's duration carries the trace and span of a sampled request of that route",
		because: NO_EXEMPLARS,
		is: [false, false],
	},
	{ rule: 'its value lies within the minimum and maximum of its point', because: NO_EXEMPLARS, is: false },
	{ rule: 'its time lies within the time of its point', because: NO_EXEMPLARS, is: false },
	{ rule: "a query's duration carries the trace and span of a query", because: NO_EXEMPLARS, is: false },
	{ rule: "a fetch's duration carries the trace and span of a fetch", because: NO_EXEMPLARS, is: false },
	{
		rule: "the program's own histogram has them too, of the active span",
		because: NO_EXEMPLARS,
		is: [undefined, false, false],
	},
];
