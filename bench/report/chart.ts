import { scaleLinear } from 'd3-scale';
import type { RouteResult, VariantResult } from '../overhead/result';

const WIDTH = 900;
const LABELS = 400;
const VALUES = 60;
const ROW = 26;
const BAR = 14;
const TOP = 34;
const BOTTOM = 30;
const TICKS = 6;

/** The colours of the reader's choice: GitHub, like a browser, passes it on to a picture. */
const STYLE = `
	text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
	.title { font-weight: 600; }
	.tick text, .bounds { fill: #59636e; font-size: 11px; }
	.tick line { stroke: #d1d9e0; }
	.one { stroke: #59636e; stroke-width: 1.5; }
	.bar { fill: #8c959f; }
	.ours { fill: #0969da; }
	.range { stroke: #1f2328; stroke-width: 1.5; }
	@media (prefers-color-scheme: dark) {
		text { fill: #f0f6fc; }
		.tick text, .bounds { fill: #9198a1; }
		.tick line { stroke: #3d444d; }
		.one { stroke: #9198a1; }
		.bar { fill: #656c76; }
		.ours { fill: #4493f8; }
		.range { stroke: #f0f6fc; }
	}
`;

/** A bar for each variant: the median ratio of its CPU time to untraced, with a line from the least to the most. */
export function ratioChart({ variants }: RouteResult, title: string): string {
	const most = Math.max(1, ...variants.map(({ ratio }) => ratio.max));
	const x = scaleLinear([0, most], [LABELS, WIDTH - VALUES]).nice(TICKS);
	const height = TOP + variants.length * ROW + BOTTOM;
	const ticks = x.ticks(TICKS).map((value) => tick(x(value), value, height - BOTTOM));
	const rows = variants.map((variant, row) => bar(variant, x, TOP + row * ROW));
	const one = `<line class="one" x1="${round(x(1))}" x2="${round(x(1))}" y1="${TOP - 4}" y2="${height - BOTTOM}" />`;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">`,
		`<title id="title">${escaped(title)}</title>`,
		`<desc id="description">${escaped(variants.map(inWords).join('; '))}</desc>`,
		`<style>${STYLE}</style>`,
		`<text class="title" x="0" y="16">${escaped(title)}</text>`,
		...ticks,
		...rows,
		one,
		'</svg>',
		'',
	].join('\n');
}

function tick(x: number, value: number, bottom: number): string {
	const line = `<line x1="${round(x)}" x2="${round(x)}" y1="${TOP - 4}" y2="${bottom}" />`;
	return `<g class="tick">${line}<text x="${round(x)}" y="${bottom + 18}" text-anchor="middle">${value}</text></g>`;
}

function bar({ name, title, ratio }: VariantResult, x: (value: number) => number, top: number): string {
	const middle = top + ROW / 2;
	const isOurs = name.startsWith('glasshouse');
	const from = x(0);
	return [
		'<g>',
		`<text x="${LABELS - 12}" y="${middle + 4}" text-anchor="end">${escaped(title)}</text>`,
		`<rect class="bar${isOurs ? ' ours' : ''}" x="${from}" y="${middle - BAR / 2}" width="${round(x(ratio.median) - from)}" height="${BAR}" rx="2" />`,
		`<line class="range" x1="${round(x(ratio.min))}" x2="${round(x(ratio.max))}" y1="${middle}" y2="${middle}" />`,
		`<text x="${round(x(ratio.max) + 8)}" y="${middle + 4}">${ratio.median.toFixed(2)}</text>`,
		'</g>',
	].join('');
}

function inWords({ title, ratio }: VariantResult): string {
	return `${title}: ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
