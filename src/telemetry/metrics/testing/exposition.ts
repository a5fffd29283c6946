import type { Format } from '../prometheus/text';

export interface Sample {
	name: string;
	labels: Record<string, string>;
	value: number;
	exemplar?: { labels: Record<string, string>; value: number; timestamp: number };
}

export interface ParsedFamily {
	name: string;
	type: string;
	help?: string;
	unit?: string;
	samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const NUMBER = String.raw`[+-]?(?:Inf|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)`;
const LABELS = String.raw`\{((?:[^"}]|"(?:[^"\\\n]|\\[\\"n])*")*)\}`;
const SAMPLE = new RegExp(
	`^(${NAME})(?:${LABELS})? (${NUMBER})(?: # ${LABELS} (${NUMBER})(?: (${NUMBER}))?)?$`,
);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;
const METADATA = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.*)$`);
const TYPES: Record<Format, Record<string, readonly string[]>> = {
	text: { counter: [''], gauge: [''], histogram: ['_bucket', '_sum', '_count'] },
	openmetrics: {
		counter: ['_total'],
		gauge: [''],
		histogram: ['_bucket', '_sum', '_count'],
		info: ['_info'],
	},
};

/** Reads one of the two formats, more strictly than Prometheus does. @throws where the text breaks a rule of it */
export function parseExposition(text: string, format: Format): ParsedFamily[] {
	const lines = text.split('\n');
	must(lines.pop() === '', 'the last line has an end');
	if (format === 'openmetrics') must(lines.pop() === '# EOF', 'the text ends with # EOF');
	const families: ParsedFamily[] = [];
	for (const line of lines) {
		if (line.startsWith('#')) readMetadata(line, families, format);
		else readSample(line, families.at(-1), format);
	}
	for (const family of families) check(family, format);
	must(new Set(families.map(({ name }) => name)).size === families.length, 'a family is told once');
	return families;
}

function readMetadata(line: string, families: ParsedFamily[], format: Format): void {
	const [, what, name = '', rest = ''] = METADATA.exec(line) ?? [];
	must(what !== undefined, `metadata: ${line}`);
	const last = families.at(-1);
	const family = last?.name === name ? last : { name, type: '', samples: [] };
	if (family !== last) families.push(family);
	must(family.samples.length === 0, `metadata before samples: ${line}`);
	if (what === 'TYPE') {
		must(family.type === '' && rest in TYPES[format], `one known type: ${line}`);
		family.type = rest;
	} else if (what === 'HELP') {
		must(family.help === undefined, `one help: ${line}`);
		family.help = unescaped(
			rest,
			format === 'openmetrics' ? /^(?:[^\\"]|\\[\\"n])*$/ : /^(?:[^\\]|\\[\\n])*$/,
		);
	} else {
		must(
			format === 'openmetrics' && family.unit === undefined && name.endsWith(`_${rest}`),
			`a unit that the name ends with: ${line}`,
		);
		family.unit = rest;
	}
}

function readSample(line: string, family: ParsedFamily | undefined, format: Format): void {
	const [, name = '', labels = '', value, exemplarLabels, exemplarValue, timestamp] = SAMPLE.exec(line) ?? [];
	must(value !== undefined && family !== undefined, `a sample: ${line}`);
	const suffixes = TYPES[format][family.type] ?? [];
	must(
		suffixes.some((suffix) => name === family.name + suffix),
		`of family ${family.name}: ${line}`,
	);
	const sample: Sample = { name, labels: readLabels(labels), value: number(value) };
	if (exemplarLabels !== undefined) {
		must(format === 'openmetrics' && /_(?:bucket|total)$/.test(name), `no exemplar here: ${line}`);
		sample.exemplar = {
			labels: readLabels(exemplarLabels),
			value: number(exemplarValue),
			timestamp: number(timestamp),
		};
		const characters = Array.from(Object.entries(sample.exemplar.labels).flat().join('')).length;
		must(characters <= 128, `an exemplar's labels have 128 characters at most: ${line}`);
	}
	family.samples.push(sample);
}

function readLabels(text: string): Record<string, string> {
	const labels: Record<string, string> = {};
	for (let rest = text; rest !== '';) {
		const [whole, name, value] = LABEL.exec(rest) ?? [];
		must(whole !== undefined && name !== undefined && value !== undefined, `labels: ${rest}`);
		must(!(name in labels), `label ${name} once: ${text}`);
		labels[name] = unescaped(value, /^/);
		rest = rest.slice(whole.length);
	}
	return labels;
}

function check(family: ParsedFamily, format: Format): void {
	must(family.type !== '', `${family.name} has a type`);
	const series = family.samples.map(
		({ name, labels }) => name + JSON.stringify(Object.entries(labels).sort()),
	);
	must(new Set(series).size === series.length, `each series of ${family.name} is told once`);
	if (family.type === 'counter')
		must(
			family.samples.every(({ value }) => value >= 0),
			`${family.name} is a counter`,
		);
	if (family.type === 'histogram') checkHistogram(family, format);
}

function checkHistogram({ name, samples }: ParsedFamily, format: Format): void {
	const byLabels = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(rest));
	must(
		samples.every((sample) => sample.name.endsWith('_bucket') === 'le' in sample.labels),
		`${name}: le on buckets`,
	);
	for (const [labels, group] of byLabels) {
		const buckets = group.filter((sample) => sample.name.endsWith('_bucket'));
		const bounds = buckets.map((bucket) => bucket.labels.le ?? '');
		const counts = buckets.map(({ value }) => value);
		must(
			ascending(bounds.map(number)) && bounds.at(-1) === '+Inf',
			`${name}${labels}: bounds ascend to +Inf`,
		);
		must(
			counts.every((count, index) => count >= (counts[index - 1] ?? 0)),
			`${name}${labels}: counts add up`,
		);
		must(
			group.find((sample) => sample.name.endsWith('_count'))?.value === counts.at(-1),
			`${name}${labels}: the count`,
		);
		if (format === 'openmetrics')
			must(
				bounds.every((bound) => /[.eI]/.test(bound)),
				`${name}: bounds are floats`,
			);
		for (const [index, { exemplar }] of buckets.entries()) {
			if (exemplar === undefined) continue;
			const lower = index === 0 ? -Infinity : number(bounds[index - 1]);
			must(
				exemplar.value > lower && exemplar.value <= number(bounds[index]),
				`${name}: an exemplar of its bucket`,
			);
		}
	}
}

function ascending(values: readonly number[]): boolean {
	return values.every((value, index) => index === 0 || value > (values[index - 1] ?? Infinity));
}

function number(text: string | undefined): number {
	return Number((text ?? '').replace('Inf', 'Infinity'));
}

function unescaped(text: string, allowed: RegExp): string {
	must(allowed.test(text), `escaped text: ${text}`);
	return text.replaceAll(/\\([\\"n])/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function must(holds: boolean, rule: string): asserts holds {
	if (!holds) throw new Error(`Not the exposition format: ${rule}`);
}
