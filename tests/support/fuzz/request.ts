import type { Random } from '../../../src/telemetry/testing/random';

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'] as const;
const ODD_METHODS = ['PROPFIND', 'M-SEARCH', 'get', 'QUERY', 'CONNECT', 'BREW', 'G\u0001T', ''] as const;
const HOSTS = [
	'fuzz.example',
	'fuzz.example:8080',
	'[::1]:80',
	'no host',
	'x:y',
	'',
	'ü.example',
	'%',
	'@',
] as const;
const ROUTES = [
	'/static',
	'/methods',
	'/users/7',
	'/file',
	'/',
	'/a/../b',
	'//',
	'/%',
	'/%zz',
	'/ü',
	'/ws',
] as const;
const BAD_TRACEPARENTS = [
	'00-00000000000000000000000000000000-b7ad6b7169203331-01',
	'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
	'00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
	'00',
	'',
] as const;

/** One request as it goes over the wire, well formed or not. @param isLast of its connection, and mostly says so */
export function randomRequest(random: Random, isLast: boolean): Buffer {
	if (random.chance(0.02)) return garbage(random, 300);
	if (random.chance(0.04)) return webSocket(random);
	const body = random.chance(0.4) ? randomBody(random) : { headers: [], bytes: Buffer.alloc(0) };
	const method = random.chance(0.05) ? random.pick(ODD_METHODS) : random.pick(METHODS);
	const version = random.chance(0.02) ? 'HTTP/1.0' : random.chance(0.01) ? 'HTTP/9.9' : 'HTTP/1.1';
	const end = isLast && random.chance(0.9) ? ['Connection: close'] : [];
	const lines = [
		`${method} ${randomPath(random)} ${version}`,
		...randomHeaders(random),
		...body.headers,
		...end,
	];
	return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body.bytes]);
}

function randomPath(random: Random): string {
	const path = random.chance(0.4) ? random.pick(ROUTES) : `/${text(random, random.chance(0.02) ? 6000 : 12)}`;
	return random.chance(0.4) ? `${path}?${text(random, 10)}=${text(random, 10)}&token=hush` : path;
}

function randomHeaders(random: Random): string[] {
	const headers = random.chance(0.97) ? [`Host: ${random.chance(0.8) ? HOSTS[0] : random.pick(HOSTS)}`] : [];
	headers.push(...random.some(4, () => `X-${text(random, 6)}: ${text(random, 20)}`));
	if (random.chance(0.3)) headers.push(`traceparent: ${traceparent(random)}`);
	if (random.chance(0.1))
		headers.push(`traceparent: ${traceparent(random)}`, `tracestate: ${text(random, 90)}`);
	if (random.chance(0.1)) headers.push(`baggage: ${text(random, 9)}=${text(random, 9)},${text(random, 9)}`);
	if (random.chance(0.05)) headers.push(...Array.from({ length: 40 }, () => 'X-Again: and again'));
	if (random.chance(0.02)) headers.push(`X-Huge: ${'h'.repeat(random.below(30_000))}`);
	if (random.chance(0.03)) headers.push(`Bad Name\u0000: ${String.fromCharCode(random.below(256))}`);
	if (random.chance(0.1)) headers.push('If-None-Match: *', 'Range: bytes=1-3');
	if (random.chance(0.02)) headers.push('Expect: 100-continue');
	return headers;
}

function traceparent(random: Random): string {
	if (random.chance(0.3)) return random.pick(BAD_TRACEPARENTS);
	return `00-${random.hex(32)}-${random.hex(16)}-0${random.below(2)}`;
}

function randomBody(random: Random): { headers: string[]; bytes: Buffer } {
	const bytes = garbage(random, random.chance(0.05) ? 60_000 : 200);
	if (random.chance(0.3)) return { headers: ['Transfer-Encoding: chunked'], bytes: chunked(random, bytes) };
	const told = random.chance(0.05) ? bytes.length + random.below(50) : bytes.length;
	const again = random.chance(0.02) ? [`Content-Length: ${random.below(100)}`] : [];
	return { headers: [`Content-Length: ${random.chance(0.01) ? '-1' : told}`, ...again], bytes };
}

function chunked(random: Random, bytes: Buffer): Buffer {
	const parts: Buffer[] = [];
	for (let at = 0; at < bytes.length;) {
		const part = bytes.subarray(at, at + 1 + random.below(bytes.length));
		parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
		at += part.length;
	}
	return Buffer.concat([...parts, Buffer.from(random.chance(0.95) ? '0\r\n\r\n' : 'zz\r\n')]);
}

/** An upgrade, and what its client says at once. */
function webSocket(random: Random): Buffer {
	const key = random.chance(0.95) ? 'dGhlIHNhbXBsZSBub25jZQ==' : text(random, 8);
	const head = [
		'GET /ws HTTP/1.1',
		'Host: fuzz.example',
		'Connection: Upgrade',
		'Upgrade: websocket',
		`Sec-WebSocket-Key: ${key}`,
		'Sec-WebSocket-Version: 13',
		...(random.chance(0.2) ? ['Sec-WebSocket-Protocol: a, b'] : []),
		'',
		'',
	];
	return Buffer.concat([Buffer.from(head.join('\r\n')), ...random.some(6, () => randomFrame(random))]);
}

const OPCODES = [1, 1, 1, 2, 2, 8, 9, 10, 0, 3] as const;

function randomFrame(random: Random): Buffer {
	if (random.chance(0.05)) return garbage(random, 20);
	const opcode = random.pick(OPCODES);
	const payload = opcode === 8 ? closing(random) : Buffer.from('x'.repeat(random.below(120)));
	const mask = Buffer.from([1, 2, 3, 4]);
	const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
	return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked]);
}

function closing(random: Random): Buffer {
	const code = Buffer.alloc(2);
	code.writeUInt16BE(random.pick([1000, 1001, 1002, 1011, 3000, 4999, 1006, 7]));
	return code;
}

function garbage(random: Random, most: number): Buffer {
	return Buffer.from(Array.from({ length: random.below(most + 1) }, () => random.below(256)));
}

/** Mostly letters, now and then anything that fits a byte but ends no line. */
function text(random: Random, most: number): string {
	const letters = Array.from({ length: random.below(most + 1) }, () =>
		random.chance(0.004) ? 32 + random.below(224) : 97 + random.below(26),
	);
	return String.fromCharCode(...letters);
}
