import type { ReceivedSpan } from '../../tests/support/otlp/decode';
import { quantile } from '../overhead/statistics';
import type { Asked, CpuTime } from './ask';

/** Milliseconds. The least is what it takes where nobody else is at work on the machine. */
export interface Times {
	readonly least: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
}

export interface Statement {
	/** The span's name. */
	readonly name: string;
	/** How often a request makes it. */
	readonly each: number;
	readonly times: Times;
}

export interface Measured {
	readonly path: string;
	readonly askers: number;
	readonly requests: number;
	/** Of an answer, the median. */
	readonly bytes: number;
	/** How long the SERVER spans lasted. */
	readonly server: Times;
	readonly client: Times;
	/** User and system time of a request in milliseconds; `null` where it cannot be told. */
	readonly cpuMs: CpuTime;
	/** The SQL of a request, the slowest first. */
	readonly statements: readonly Statement[];
	/** Requests without a SERVER span. */
	readonly missing: number;
}

/** Puts together what who asked and what telemetry has to say. */
export function measuredOf(
	{ path, askers, answers, cpuMs }: Asked,
	spansByTrace: ReadonlyMap<string, readonly ReceivedSpan[]>,
): Measured {
	const spans = answers.flatMap(({ traceId }) => spansByTrace.get(traceId) ?? []);
	const servers = spans.filter(({ kind }) => kind === 'server');
	return {
		path,
		askers,
		requests: answers.length,
		bytes: quantile(sorted(answers.map(({ bytes }) => bytes)), 0.5),
		server: times(servers.map(milliseconds)),
		client: times(answers.map(({ clientMs }) => clientMs)),
		cpuMs,
		statements: statementsOf(spans, answers.length),
		missing: answers.length - servers.length,
	};
}

function statementsOf(spans: readonly ReceivedSpan[], requests: number): Statement[] {
	const sql = spans.filter(({ kind, attributes }) => kind === 'client' && 'db.query.text' in attributes);
	const byText = [...Map.groupBy(sql, ({ attributes }) => attributes['db.query.text'])];
	return byText
		.map(([, alike]) => ({
			name: alike[0]?.name ?? '',
			each: alike.length / requests,
			times: times(alike.map(milliseconds)),
		}))
		.toSorted((a, b) => b.times.p50 - a.times.p50);
}

function milliseconds({ startNano, endNano }: ReceivedSpan): number {
	return Number(endNano - startNano) / 1e6;
}

function times(values: readonly number[]): Times {
	const ascending = sorted(values);
	const at = (share: number) => quantile(ascending, share);
	return { least: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function sorted(values: readonly number[]): number[] {
	return values.toSorted((a, b) => a - b);
}
