import type { OtlpProtocol } from '../../../config';
import type { Signal } from '../../../health/types';
import type { Parcel } from '../parcel';

const VERSION = 1;
const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json'];
const NEWLINE = 10;

/*
 * A spooled parcel: a line of JSON that says what it is, then the body as it goes over the wire. Where it goes,
 * and with which credentials, is for the configuration of whoever sends it; nothing secret stands here.
 */

/** @param endpoint where it was to go, as it may be shown: for people */
export function toFile({ signal, protocol, encoding, items, body }: Parcel, endpoint: string): Uint8Array {
	const head = {
		v: VERSION,
		signal,
		protocol,
		encoding,
		items,
		endpoint,
		bytes: body.length,
		crc32: Bun.hash.crc32(body),
	};
	return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** @returns `undefined` where the file is not whole, or is not one that was written here */
export function fromFile(file: Uint8Array<ArrayBuffer>): Parcel | undefined {
	const end = file.indexOf(NEWLINE);
	const head = end < 0 ? undefined : parse(new TextDecoder().decode(file.subarray(0, end)));
	const body = file.subarray(end + 1);
	if (head?.v !== VERSION || head.bytes !== body.length || head.crc32 !== Bun.hash.crc32(body))
		return undefined;
	const signal = SIGNALS.find((known) => known === head.signal);
	const protocol = PROTOCOLS.find((known) => known === head.protocol);
	if (signal === undefined || protocol === undefined || typeof head.items !== 'number') return undefined;
	return { signal, protocol, encoding: head.encoding === 'gzip' ? 'gzip' : 'none', items: head.items, body };
}

function parse(line: string): Record<string, unknown> | undefined {
	try {
		const head: unknown = JSON.parse(line);
		return typeof head === 'object' && head !== null ? { ...head } : undefined;
	} catch {
		return undefined; // Not whole, like everything else that cannot be read.
	}
}

/** What the name of a file tells, so that a folder can be taken over without reading all of it. */
export interface FileName {
	readonly signal: Signal;
	readonly items: number;
	/** Still being written when its process died. */
	readonly isHalf: boolean;
}

const NAME = /^\d{12}[ab]*-(traces|metrics|logs)-(\d+)\.otlp(\.half)?$/;

/** Names sort as the parcels were made. @param key of twelve digits; its halves end in `a` and `b` */
export function nameOf(key: string, { signal, items }: Pick<Parcel, 'signal' | 'items'>): string {
	return `${key}-${signal}-${items}.otlp`;
}

export function parseName(name: string): FileName | undefined {
	const [, given, items, half] = NAME.exec(name) ?? [];
	const signal = SIGNALS.find((known) => known === given);
	return signal === undefined ? undefined : { signal, items: Number(items), isHalf: half !== undefined };
}

export const HALF_WRITTEN = '.half';

/** The part of a name by which its halves are named. */
export function keyOf(name: string): string {
	return name.slice(0, name.indexOf('-'));
}
