import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { temporaryFolder } from './folders';

const DAY_MS = 86_400_000;

export interface TlsTarget {
	readonly url: string;
	/** For NODE_EXTRA_CA_CERTS: who trusts this file trusts the target. */
	readonly caFile: string;
	stop(): Promise<void>;
}

/** An HTTPS service for 127.0.0.1 and localhost whose certificate, signed by itself, ends in so many days. */
export async function startTlsTarget(validForDays: number): Promise<TlsTarget> {
	const folder = temporaryFolder();
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		notBeforeDate: new Date(Date.now() - 30 * DAY_MS),
		notAfterDate: new Date(Date.now() + validForDays * DAY_MS),
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	const caFile = join(folder.path, 'ca.pem');
	writeFileSync(caFile, cert);
	const server = createServer({ key, cert }, (_request, response) => response.end('over TLS'));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		caFile,
		stop: () => {
			folder.remove();
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
