import { diag } from '@opentelemetry/api';
import type { OtlpProtocol, OtlpTarget } from '../../config';
import type { Signal } from '../../health/types';
import { giveBack } from '../../otlp/protobuf/request';
import { halveJson } from './halve/json';
import { halveProtobuf } from './halve/protobuf';

/** A batch as it goes over the wire. It needs nothing else to be sent, be it by another process on another day. */
export interface Parcel {
	readonly signal: Signal;
	readonly protocol: OtlpProtocol;
	readonly encoding: 'gzip' | 'none';
	/** Spans, log records or data points. */
	readonly items: number;
	readonly body: Uint8Array<ArrayBuffer>;
}

/** Puts encoded items into the form in which their target wants them. */
export async function pack(
	signal: Signal,
	items: number,
	body: Uint8Array<ArrayBuffer>,
	{ protocol, compression }: Pick<OtlpTarget, 'protocol' | 'compression'>,
): Promise<Parcel> {
	if (compression !== 'gzip') return { signal, protocol, encoding: 'none', items, body };
	const packed = new Uint8Array(await gzip(body));
	giveBack(body);
	return { signal, protocol, encoding: 'gzip', items, body: packed };
}

/**
 * Two parcels with the items of one, for a collector that finds it too large.
 * @returns `null` where it holds a single item, or cannot be read
 */
export async function halve(parcel: Parcel): Promise<readonly [Parcel, Parcel] | null> {
	const { signal, protocol, encoding: compression, items } = parcel;
	const halves = await halvesOf(parcel);
	if (halves === null) return null;
	const [first, second] = halves;
	const target = { protocol, compression };
	return [
		await pack(signal, first.items, first.body, target),
		// Not counted, so that the two have exactly as many as there were, whatever was counted at first.
		await pack(signal, items - first.items, second.body, target),
	];
}

async function halvesOf({ signal, protocol, encoding, body }: Parcel) {
	try {
		const plain = encoding === 'gzip' ? await gunzip(body) : body;
		return protocol === 'http/json' ? halveJson(signal, plain) : halveProtobuf(signal, plain);
	} catch (error) {
		diag.error(`A batch of ${signal} could not be split`, error);
		return null;
	}
}

// Both work on another thread: a batch takes longer than a request may be held up. The module is loaded when it is
// first needed: it takes 5 ms of the start.
async function gzip(body: Uint8Array): Promise<Uint8Array> {
	const zlib = await import('node:zlib');
	return called((done) => zlib.gzip(body, done));
}

async function gunzip(body: Uint8Array): Promise<Uint8Array> {
	const zlib = await import('node:zlib');
	return called((done) => zlib.gunzip(body, done));
}

/** As `promisify` would have it, whose module takes another 4 ms. */
function called(
	call: (done: (error: Error | null, result: Uint8Array) => void) => void,
): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		call((error, result) => (error === null ? resolve(result) : reject(error)));
	});
}
