import type { Expression } from './promql';

/** As Grafana and SigNoz both name them. */
export type Unit = 's' | 'reqps' | 'ops' | 'percentunit' | 'short' | 'bytes' | 'Bps' | 'none';

export interface Query {
	readonly expression: Expression;
	/** What a line is called; `{{http.route}}` stands for a label, by its key in OTLP. */
	readonly legend: string;
	/** Whether measurements of single traces are shown on it, where they are to be had. */
	readonly exemplars?: true;
}

export interface Panel {
	readonly title: string;
	readonly kind: 'number' | 'lines';
	readonly unit: Unit;
	/** Of 12 columns. */
	readonly width: 2 | 3 | 4 | 6 | 12;
	/** What it tells. */
	readonly tells: string;
	/** What to do when it looks bad. */
	readonly act: string;
	/** From here on it looks bad. */
	readonly bad?: number;
	readonly queries: readonly [Query, ...Query[]];
}

/** Panels under a heading. */
export interface Section {
	readonly title: string;
	readonly panels: readonly Panel[];
}

export interface Dashboard {
	/** Its file, and its address in Grafana. */
	readonly slug: string;
	readonly title: string;
	readonly description: string;
	readonly sections: readonly Section[];
}

/** What Prometheus works out beforehand. */
export interface Recording {
	readonly name: string;
	readonly expression: Expression;
}

export interface Alert {
	readonly name: string;
	readonly severity: 'critical' | 'warning';
	/** All of them must be above their limits. */
	readonly conditions: readonly [Condition, ...Condition[]];
	/** For so many minutes. */
	readonly minutes: number;
	readonly summary: string;
	readonly description: string;
	/** What to do, in the order in which to do it. */
	readonly runbook: string;
}

export interface Condition {
	readonly expression: Expression;
	readonly above: number;
}

export function descriptionOf({ tells, act }: Pick<Panel, 'tells' | 'act'>): string {
	return `${tells} When it looks bad: ${act}`;
}

/** `Requests, by route` → `requests-by-route`. */
export function slugOf(title: string): string {
	return title
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');
}
