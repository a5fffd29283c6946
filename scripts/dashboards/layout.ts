import type { Panel } from './model';

export const COLUMNS = 12;
const HEIGHTS: Record<Panel['kind'], number> = { number: 4, lines: 7 };

/** Where a panel stands, in columns and rows from the top left of its section. */
export interface Placed {
	readonly panel: Panel;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Side by side as long as they fit, then on the next line. */
export function placed(panels: readonly Panel[]): { items: Placed[]; height: number } {
	const items: Placed[] = [];
	let [x, y, lineHeight] = [0, 0, 0];
	for (const panel of panels) {
		const height = HEIGHTS[panel.kind];
		if (x + panel.width > COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
		items.push({ panel, x, y, width: panel.width, height });
		x += panel.width;
		lineHeight = Math.max(lineHeight, height);
	}
	return { items, height: y + lineHeight };
}
