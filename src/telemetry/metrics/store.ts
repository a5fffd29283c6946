import type { Attributes, HrTime } from '@opentelemetry/api';
import { AttributeSets } from './attributeSets';
import type { Cell } from './cells';
import { hrTime } from './hrTime';
import type { PointWithExemplars } from './types';

/**
 * The cells of one synchronous instrument: for all readers that want everything since the start, or for one that
 * wants what happened since it last asked.
 */
export class Store<T> {
	private cells: AttributeSets<Cell<T>>;

	constructor(
		private readonly limit: number,
		private readonly create: (attributes: Attributes) => Cell<T>,
		private readonly delta: boolean,
		private startMs: number,
	) {
		this.cells = new AttributeSets(limit, create);
	}

	cell(attributes: Attributes): Cell<T> {
		return this.cells.get(attributes);
	}

	/** Points up to now; those of a delta begin anew. */
	collect(nowMs: number): PointWithExemplars<T>[] {
		const endMs = Math.max(nowMs, this.startMs); // a wall clock may be set back
		const startTime = hrTime(this.startMs);
		const endTime = hrTime(endMs);
		const points = this.cells.items.map((cell) => point(cell, startTime, endTime));
		if (this.delta) {
			this.startMs = endMs;
			this.cells = new AttributeSets(this.limit, this.create);
		}
		return points;
	}
}

function point<T>(cell: Cell<T>, startTime: HrTime, endTime: HrTime): PointWithExemplars<T> {
	const exemplars = cell.reservoir?.collect() ?? [];
	const told = { startTime, endTime, attributes: cell.attributes, value: cell.value() };
	return exemplars.length === 0 ? told : { ...told, exemplars };
}
