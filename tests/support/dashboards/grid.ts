export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** What is wrong with boxes on a grid of so many columns: outside of it, or over each other. */
export function wrongOnGrid(boxes: readonly Box[], columns: number): string[] {
	const outside = boxes
		.filter(({ x, y, width, height }) => x < 0 || y < 0 || width < 1 || height < 1 || x + width > columns)
		.map((box) => `${JSON.stringify(box)} is outside`);
	const over = boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter((other) => overlap(one, other))
			.map((other) => `${JSON.stringify(one)} is over ${JSON.stringify(other)}`),
	);
	return [...outside, ...over];
}

function overlap(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What stands in a list more than once. */
export function repeated<T>(items: readonly T[]): T[] {
	return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
