import { columnStart, rowStart, type HeatGrid } from '../charts/heatMap';
import type { Cells } from '../charts/slowBand';
import { hourAndMinute, timeOfDay } from './clock';
import { counted } from './number';
import { period } from './duration';

const MINUTE_MS = 60_000;

/** `13:43 to 13:58, 1 s to 10 s: 164 traces`. */
export function areaWords(grid: HeatGrid, area: Cells, count: number): string {
	const time = (column: number) => columnTime(grid, column);
	const times = `${time(area.fromColumn)} to ${time(area.toColumn + 1)}`;
	const took = `${edge(rowStart(grid, area.fromRow))} to ${edge(rowStart(grid, area.toRow + 1))}`;
	return `${times}, ${took}: ${counted(count, 'trace')}`;
}

/** When a column begins, with seconds where columns are shorter than minutes. */
export function columnTime(grid: HeatGrid, column: number): string {
	const at = new Date(columnStart(grid, column));
	return grid.stepMs < MINUTE_MS ? timeOfDay(at) : hourAndMinute(at);
}

/** `each cell is 50 s by a fifth of a decade`. */
export function cellWords({ stepMs }: HeatGrid): string {
	return `each cell is ${period(stepMs / 1000)} by a fifth of a decade`;
}

/** The edge of a row in one short unit: `158 ms`, `1.6 s`, `10 s`, `0.1 ms`. */
export function edge(ms: number): string {
	if (ms < 1000) return `${Number(ms.toPrecision(ms < 100 ? 2 : 3))} ms`;
	return ms < MINUTE_MS
		? `${Number((ms / 1000).toPrecision(2))} s`
		: `${Number((ms / MINUTE_MS).toPrecision(2))} min`;
}
