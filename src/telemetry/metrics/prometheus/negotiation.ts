import type { Format } from './text';

/** One part of an Accept header, or of its like. */
interface Wish {
	/** In lower case. */
	readonly name: string;
	readonly version: string | undefined;
	readonly quality: number;
}

/**
 * The format that is wanted most, of two that are wanted alike the one that is named first; the classic one where
 * nothing is said, or nothing that there is.
 */
export function chosenFormat(accept: string | null): Format {
	const wishes = parse(accept ?? '').filter(({ quality }) => quality > 0);
	for (const wish of wishes.sort((a, b) => b.quality - a.quality)) {
		const format = formatOf(wish);
		if (format !== undefined) return format;
	}
	return 'text';
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
export function acceptsGzip(acceptEncoding: string | null): boolean {
	const wishes = parse(acceptEncoding ?? '');
	const wish = wishes.find(({ name }) => name === 'gzip') ?? wishes.find(({ name }) => name === '*');
	return wish !== undefined && wish.quality > 0;
}

function formatOf({ name, version }: Wish): Format | undefined {
	if (name === 'application/openmetrics-text')
		return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
	if (name === 'text/plain') return version === undefined || version === '0.0.4' ? 'text' : undefined;
	return name === '*/*' || name === 'text/*' ? 'text' : undefined;
}

function parse(header: string): Wish[] {
	return header.split(',').map((part) => {
		const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
		const values = new Map(parameters.map((parameter) => keyAndValue(parameter)));
		return { name, version: values.get('version'), quality: qualityOf(values.get('q')) };
	});
}

function keyAndValue(parameter: string): [string, string] {
	const [key = '', value = ''] = parameter.split('=', 2);
	return [key.trim(), value.trim().replaceAll('"', '')];
}

function qualityOf(text: string | undefined): number {
	if (text === undefined) return 1;
	const quality = Number(text);
	return quality >= 0 && quality <= 1 ? quality : 0;
}
