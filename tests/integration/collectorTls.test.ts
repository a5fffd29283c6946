// Collectors behind TLS: whom the exporter trusts, and who it says it is.
import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { temporaryFolder } from '../support/folders';
import { marksOf, marksUpTo, QUICK, startExporting, type Exporting } from '../support/otlp/exporting';
import { startFailingCollector, type FailingCollector } from '../support/otlp/failing';

setDefaultTimeout(60_000);

const folder = temporaryFolder();
let collector: FailingCollector;
let strict: FailingCollector;
let exporting: Exporting | undefined;

/** A key and a certificate, signed by itself. @returns their PEM, and the files in which they stand */
async function makeIdentity(name: string) {
	const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
		],
	});
	const files = { key: join(folder.path, `${name}.key`), cert: join(folder.path, `${name}.pem`) };
	writeFileSync(files.key, key);
	writeFileSync(files.cert, cert);
	return { key, cert, files };
}

type Identity = Awaited<ReturnType<typeof makeIdentity>>;
let server: Identity;
let client: Identity;
let stranger: Identity;

beforeAll(async () => {
	[server, client, stranger] = (await Promise.all(['server', 'client', 'stranger'].map(makeIdentity))) as [
		Identity,
		Identity,
		Identity,
	];
	const { key, cert } = server;
	collector = await startFailingCollector({ key, cert });
	strict = await startFailingCollector({
		key,
		cert,
		ca: client.cert,
		requestCert: true,
		rejectUnauthorized: true,
	});
});

afterEach(() => exporting?.out.shutdown());

afterAll(async () => {
	await Promise.all([collector.stop(), strict.stop()]);
	folder.remove();
});

async function send(to: FailingCollector, env: Record<string, string>): Promise<Exporting> {
	exporting = startExporting({
		...QUICK,
		OTEL_BSP_EXPORT_TIMEOUT: '400',
		OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
		...env,
	});
	exporting.spans(10);
	await exporting.out.forceFlush();
	return exporting;
}

describe('a collector behind TLS', () => {
	test('is believed where its certificate is one that was named', async () => {
		const { traces } = await send(collector, { OTEL_EXPORTER_OTLP_CERTIFICATE: server.files.cert });
		expect(traces()).toMatchObject({ exported: 10, dropped: {} });
		expect(marksOf(collector.spans)).toEqual(marksUpTo(10));
	});

	test('is not believed where nothing was named, or another certificate', async () => {
		const before = collector.requests.length;
		for (const env of [{}, { OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: stranger.files.cert }] as Record<
			string,
			string
		>[]) {
			const { traces, out } = await send(collector, env);
			expect(traces()).toMatchObject({ exported: 0, dropped: { retries_exhausted: 10 } });
			expect(traces().lastError?.message).toMatch(/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/);
			await out.shutdown();
		}
		expect(collector.requests).toHaveLength(before);
	});

	test('that wants to know who sends gets what is sent with the right certificate only', async () => {
		const trusting = { OTEL_EXPORTER_OTLP_CERTIFICATE: server.files.cert };
		const presenting = (identity: Identity) => ({
			...trusting,
			OTEL_EXPORTER_OTLP_CLIENT_KEY: identity.files.key,
			OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: identity.files.cert,
		});
		for (const env of [trusting, presenting(stranger)]) {
			const { traces, out } = await send(strict, env);
			expect(traces()).toMatchObject({ exported: 0, dropped: { retries_exhausted: 10 } });
			await out.shutdown();
		}
		expect(strict.spans).toEqual([]);
		const { traces } = await send(strict, presenting(client));
		expect(traces()).toMatchObject({ exported: 10, dropped: {} });
		expect(marksOf(strict.spans)).toEqual(marksUpTo(10));
	});

	test('is not even tried with files that are no certificates', () => {
		const start = (setting: string, path: string) => () =>
			startExporting({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, [setting]: path });
		for (const setting of ['CERTIFICATE', 'CLIENT_CERTIFICATE'].map((name) => `OTEL_EXPORTER_OTLP_${name}`)) {
			expect(start(setting, server.files.key)).toThrow(`${setting}="${server.files.key}" is not usable`);
		}
		expect(start('OTEL_EXPORTER_OTLP_CLIENT_KEY', server.files.cert)).toThrow(
			'OTEL_EXPORTER_OTLP_CLIENT_KEY=',
		);
	});
});
