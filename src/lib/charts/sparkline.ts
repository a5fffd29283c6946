import { max } from 'd3-array';
import { line } from 'd3-shape';

export interface Sparkline {
	/** SVG path data, broken where there is no value; empty where there are none at all. */
	path: string;
	/** The newest value's place. */
	end: { x: number; y: number } | null;
}

/**
 * Values from left to right, scaled from zero to the greatest one; where all are the same, a line in the middle.
 * @param width, height pixels
 */
export function sparkline(values: readonly (number | null)[], width: number, height: number): Sparkline {
	const top = Math.max(1, max(values, (value) => value ?? 0) ?? 1);
	const scale = new Set(values.filter((value) => value !== null)).size < 2 ? 0.5 : 1;
	const step = width / Math.max(1, values.length - 1);
	const points = values.map((value, index) => ({
		x: index * step,
		y: value === null ? null : height - (value / top) * height * scale,
	}));
	const draw = line<(typeof points)[number]>()
		.defined((point) => point.y !== null)
		.x((point) => point.x)
		.y((point) => point.y ?? 0)
		.digits(1);
	const last = points.findLast((point) => point.y !== null);
	return { path: draw(points) ?? '', end: last === undefined ? null : { x: last.x, y: last.y ?? 0 } };
}
