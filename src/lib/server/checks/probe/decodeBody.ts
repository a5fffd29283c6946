import { Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { BoundedBody } from './boundedBody';

const FLUSH = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const MAX_CODINGS = 3;

/** Tolerant of a cut end, since the body itself may have been cut at our limit. */
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Transform>> = {
	gzip: () => zlib.createGunzip(FLUSH),
	'x-gzip': () => zlib.createGunzip(FLUSH),
	// RFC 9110 means zlib's format; some servers send the bare one.
	deflate: (bytes) =>
		((bytes[0] ?? 0) & 0x0f) === 8 ? zlib.createInflate(FLUSH) : zlib.createInflateRaw(FLUSH),
	br: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

export interface DecodedBody {
	bytes: Buffer;
	/** There was more than the limit. */
	truncated: boolean;
}

/**
 * Undoes a `content-encoding` (we ask for none; some servers do not listen). Never gives, nor holds, more than
 * `limit` bytes for each coding, whatever was packed into the body. An unknown coding is left as it is.
 * @throws with a `code` such as Z_DATA_ERROR
 */
export async function decodeBody(
	bytes: Buffer,
	encoding: string | undefined,
	limit: number,
): Promise<DecodedBody> {
	const codings = (encoding ?? '')
		.toLowerCase()
		.split(',')
		.map((coding) => coding.trim())
		.filter(isCoding);
	let decoded: DecodedBody = { bytes, truncated: false };
	for (const coding of codings.slice(-MAX_CODINGS).reverse()) {
		const decoder = DECODERS[coding];
		if (decoder === undefined || decoded.bytes.length === 0) break;
		decoded = await decode(decoded, decoder(decoded.bytes), limit);
	}
	return decoded;
}

async function decode(from: DecodedBody, decoder: Transform, limit: number): Promise<DecodedBody> {
	const body = new BoundedBody(limit);
	const source: AsyncIterable<Uint8Array> = Readable.from([from.bytes]).pipe(decoder);
	await body.read(source);
	return { bytes: body.bytes(), truncated: from.truncated || body.truncated };
}

function isCoding(coding: string): boolean {
	return coding !== '' && coding !== 'identity';
}
