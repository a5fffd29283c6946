import { KINDS, type KindLetter } from './kind';
import { walk, type SpanNode, type SpanTree } from './tree';

/** All lines of one colour. Lengths in the minimap's units: milliseconds across, pixels down. */
export interface MinimapShape {
	/** The custom property that colours it. */
	readonly colour: string;
	/** Rectangles as the data of an SVG path. */
	readonly d: string;
}

const HEIGHT = 44;
const MARGIN = 3;
const LINE = 1.5;
const PITCH = 2.5;
/** Spans whose ends are nearer than this share of the whole run into one line. */
const COLUMNS = 600;

interface Stretch {
	fromMs: number;
	toMs: number;
}

/**
 * Every span as a line, earliest of the tree on top. Lines stand 2.5 px apart until they would not fit; then spans share
 * lanes, and what would be drawn over each other in one colour is drawn once: as much for 100,000 spans as for 1,000.
 */
export function minimapShapes(
	tree: SpanTree,
	kinds: ReadonlyMap<string, KindLetter>,
	nowMs: number,
	wholeMs: number,
): MinimapShape[] {
	const nodes = [...walk(tree.roots)];
	const pitch = Math.min(PITCH, (HEIGHT - 2 * MARGIN) / Math.max(1, nodes.length));
	const leastMs = wholeMs / COLUMNS;
	const lanes = new Map<string, Stretch[]>();
	nodes.forEach((node, index) => {
		const y = MARGIN + Math.floor(index * pitch * 2) / 2;
		const key = `${colourOf(node, kinds)} ${y}`;
		const lane = lanes.get(key);
		const stretch = { fromMs: node.startMs, toMs: Math.max(node.endMs ?? nowMs, node.startMs + leastMs) };
		if (lane) lane.push(stretch);
		else lanes.set(key, [stretch]);
	});
	return shapes(lanes, leastMs);
}

function shapes(lanes: ReadonlyMap<string, Stretch[]>, gapMs: number): MinimapShape[] {
	const drawn = new Map<string, string[]>();
	for (const [key, stretches] of lanes) {
		const [colour = '', y = ''] = key.split(' ');
		const pieces = drawn.get(colour) ?? [];
		drawn.set(colour, pieces);
		for (const { fromMs, toMs } of joined(stretches, gapMs)) {
			pieces.push(`M${short(fromMs)} ${y}h${short(toMs - fromMs)}v${LINE}h${short(fromMs - toMs)}z`);
		}
	}
	// Failures are drawn last, so that nothing covers them.
	return [...drawn]
		.map(([colour, pieces]) => ({ colour, d: pieces.join('') }))
		.sort((left, right) => Number(left.colour === '--fail') - Number(right.colour === '--fail'));
}

function joined(stretches: Stretch[], gapMs: number): Stretch[] {
	const whole: Stretch[] = [];
	for (const stretch of stretches.toSorted((left, right) => left.fromMs - right.fromMs)) {
		const last = whole.at(-1);
		if (last && stretch.fromMs <= last.toMs + gapMs) last.toMs = Math.max(last.toMs, stretch.toMs);
		else whole.push({ ...stretch });
	}
	return whole;
}

function colourOf(node: SpanNode, kinds: ReadonlyMap<string, KindLetter>): string {
	return node.span.status.code === 'error' ? '--fail' : KINDS[kinds.get(node.span.spanId) ?? 'K'].colour;
}

function short(ms: number): string {
	return String(Number(ms.toPrecision(7)));
}
