import { AsyncLocalStorage } from 'node:async_hooks';
import { trace, type Span } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { ATTR_MARK, markOf, type Ledger } from './ledger';

/** A storage of the program's own, beside the one that carries the spans. */
const host = new AsyncLocalStorage<number>();
const tracer = trace.getTracer('contexts');

export interface World {
	ledger: Ledger;
	pool: Pool;
	/** The address of this server. */
	base: () => string;
	/** The address of another server in this process. */
	other: () => string;
}

/** A part of the work on one request. What it makes has to come out under its span. */
export class Stage {
	constructor(
		readonly world: World,
		readonly id: number,
		readonly span: Span,
	) {}

	/** Does `work` in a stage of its own, under this one. */
	run<T>(name: string, work: (stage: Stage) => T | Promise<T>): Promise<T> {
		const { world, id, span: parent } = this;
		world.ledger.begun('stage');
		const attributes = { [ATTR_MARK]: markOf(id, parent) };
		return tracer.startActiveSpan(name, { attributes }, async (span) => {
			try {
				return await work(new Stage(world, id, span));
			} finally {
				span.end();
			}
		});
	}

	/** At most once a stage. */
	async query(): Promise<void> {
		this.world.ledger.begun('query');
		const name = markOf(this.id, this.span);
		const { rows } = await this.world.pool.query<Record<string, number>>(`select $1::int as "${name}"`, [
			this.id,
		]);
		if (rows[0]?.[name] !== this.id) throw new Error(`Another request's row came back to ${this.id}`);
	}

	/** A request to this server itself, or to another one. */
	async call(base = this.world.base()): Promise<void> {
		this.world.ledger.begun('call');
		this.world.ledger.begun('echo');
		const response = await fetch(`${base}/echo/${markOf(this.id, this.span)}`);
		if ((await response.text()) !== 'echo') throw new Error('The echo was another');
	}

	/** Does `work` with the id in the program's own storage. */
	withHost<T>(work: () => T): T {
		return host.run(this.id, work);
	}

	/** Only within `withHost`. */
	checkHost(): void {
		this.world.ledger.hostHolds(host.getStore(), this.id);
	}
}
