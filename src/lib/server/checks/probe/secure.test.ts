import { beforeAll, describe, expect, test } from 'bun:test';
import { readCertificate } from './certificate';
import { ask, lookupFrom } from './testing/ask';
import { makeAuthority, makeCertificate, type KeyPair } from './testing/certificates';
import { serveBytes, serveHttps, type TestServer } from './testing/servers';

const lookup = lookupFrom({ 'example.test': ['127.0.0.1'], 'other.test': ['127.0.0.1'] });
let authority: KeyPair;
let requests: string[];

beforeAll(async () => {
	authority = await makeAuthority();
});

function serve(pair: KeyPair): Promise<TestServer> {
	requests = [];
	return serveHttps(pair, (request, response) => {
		requests.push(request.url ?? '');
		response.end('secret');
	});
}

async function askOver(pair: KeyPair, host = 'example.test') {
	await using server = await serve(pair);
	const { hop } = await ask(server.url('/', host), { lookup, trust: [authority.cert] });
	await server.idle();
	return hop;
}

describe('a valid certificate', () => {
	test('is spoken under, and its end is known', async () => {
		const hop = await askOver(await makeCertificate({ host: 'example.test', authority, toDays: 20 }));
		expect(hop).toMatchObject({ status: 200, httpVersion: '1.1', failure: null });
		const days = ((hop.certificateExpiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
		expect(days).toBeWithin(19, 20.1);
		expect(Object.keys(hop.timings)).toEqual(['dns', 'connect', 'tls', 'first_byte', 'transfer']);
	});
});

describe('a bad certificate is named, and nothing is sent', () => {
	const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
	const cases: [string, () => Promise<KeyPair>, string, string, string][] = [
		[
			'expired',
			() => makeCertificate({ host: 'example.test', authority, fromDays: -30, toDays: -3 }),
			'example.test',
			'CERT_HAS_EXPIRED',
			`it expired on ${day(-3)}`,
		],
		[
			'not valid yet',
			() => makeCertificate({ host: 'example.test', authority, fromDays: 3 }),
			'example.test',
			'CERT_NOT_YET_VALID',
			`it is valid from ${day(3)} on`,
		],
		[
			'of another host',
			() => makeCertificate({ host: 'example.test', authority }),
			'other.test',
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'it is for example.test',
		],
		[
			'of another host than the address',
			() => makeCertificate({ host: 'example.test', authority }),
			'127.0.0.1',
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'it is for example.test',
		],
		[
			'signed by itself',
			() => makeCertificate({ host: 'example.test' }),
			'example.test',
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'it is signed by itself, not by a known authority',
		],
		[
			'of an unknown authority',
			async () => makeCertificate({ host: 'example.test', authority: await makeAuthority('Another') }),
			'example.test',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'the authority that signed it is not known here, or its chain is incomplete',
		],
	];

	test.each(cases)('%s', async (_what, make, host, errorCode, actual) => {
		const pair = await make();
		const hop = await askOver(pair, host);
		expect(hop.failure).toMatchObject({
			phase: 'tls',
			errorCode,
			actual,
			expected: `a certificate valid for ${host}`,
		});
		expect(hop.status).toBeNull();
		expect(hop.certificateExpiresAt).toBeInstanceOf(Date);
		expect(requests).toEqual([]);
	});
});

describe('no handshake', () => {
	test('with a port that does not speak TLS', async () => {
		await using server = await serveBytes(
			(socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
			'https',
		);
		const { hop } = await ask(server.url());
		expect(hop.failure).toMatchObject({
			phase: 'tls',
			errorCode: 'ERR_SSL_WRONG_VERSION_NUMBER',
			message: 'The TLS handshake with 127.0.0.1 failed: this port does not speak TLS',
		});
		await server.idle();
	});

	test('with a server that breaks it off', async () => {
		await using server = await serveBytes((socket) => socket.destroy(), 'https');
		const { hop } = await ask(server.url());
		expect(hop.failure).toMatchObject({ phase: 'tls', errorCode: 'ECONNRESET' });
	});
});

test('a certificate without dates or names is read without an error', () => {
	const empty = {} as Parameters<typeof readCertificate>[0];
	expect(readCertificate(empty)).toEqual({
		validFrom: null,
		expiresAt: null,
		subject: 'nobody',
		issuer: 'nobody',
	});
});
