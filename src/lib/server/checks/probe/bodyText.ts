import { headerValue } from './exchange';
import { type Hop } from './journey';

type Answer = Pick<Hop, 'body' | 'headers'>;

/** As much of a body as is looked at to tell text from bytes. */
const LOOKED_AT = 4_096;
const TEXT_TYPES =
	/^text\/|[/+](?:json|xml|javascript|ecmascript|x-www-form-urlencoded|yaml|x-ndjson|graphql|sql)$/;
const BINARY_TYPES =
	/^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:octet-stream|pdf|zip|gzip|wasm)$)/;

/** The media type of an answer without its parameters, in lower case. */
export function mediaType({ headers }: Answer): string | undefined {
	const type = headerValue(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
	return type === '' ? undefined : type;
}

/** The body as text in the charset it says it has, UTF-8 by default; what is not of it becomes U+FFFD. */
export function bodyText({ body, headers }: Answer): string {
	const charset = /;\s*charset="?([\w:.-]{1,40})/i.exec(headerValue(headers, 'content-type') ?? '')?.[1];
	return decoder(charset).decode(body);
}

/** Goes by the media type, and where that leaves it open by NUL bytes, as file(1) and git do. */
export function isBinary(answer: Answer): boolean {
	const type = mediaType(answer) ?? '';
	if (answer.body.length === 0 || TEXT_TYPES.test(type)) return false;
	return BINARY_TYPES.test(type) || answer.body.subarray(0, LOOKED_AT).includes(0);
}

function decoder(charset: string | undefined): { decode: (bytes: Uint8Array) => string } {
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}
