import { describe, expect, test } from 'bun:test';
import { AppError } from '../errors';
import { serveHttp } from './probe/testing/servers';
import { traced } from './probe/testing/spans';
import { sendWebhook } from './webhook';

const options = { signal: new AbortController().signal, allowPrivateTargets: true };

async function sendInVain(url: string, given = options): Promise<AppError> {
	const error = await sendWebhook(url, { a: 1 }, given).catch((thrown: unknown) => thrown);
	if (error instanceof AppError) return error;
	throw new Error(`Expected an AppError, got ${String(error)}`);
}

describe('a webhook', () => {
	test('gets the payload as JSON, under a CLIENT span that does not tell its path', async () => {
		let got = '';
		await using server = await serveHttp((request, response) => {
			request.on('data', (chunk: Buffer) => (got += chunk.toString()));
			request.on('end', () => {
				got += ` ${request.method} ${request.url} ${request.headers['content-type']}`;
				response.writeHead(204).end();
			});
		});
		const { spans } = await traced(() =>
			sendWebhook(server.url('/services/s3cret'), { state: 'failing' }, options),
		);
		expect(got).toBe('{"state":"failing"} POST /services/s3cret application/json');
		const client = spans.find(({ kind }) => kind === 'client');
		expect(client).toMatchObject({ name: 'POST', attributes: { 'url.full': server.url('/REDACTED') } });
		const own = spans.filter(({ scope }) => scope === 'glasshouse.probe');
		expect(JSON.stringify(own)).not.toContain('s3cret');
	});

	test.each([400, 500, 302])('that answers %d was not delivered', async (status) => {
		await using server = await serveHttp((_request, response) => {
			response.writeHead(status, { location: '/elsewhere' }).end();
		});
		const error = await sendInVain(server.url('/s3cret'));
		expect(error.code).toBe('UNAVAILABLE');
		expect(error.message).toBe(
			`The webhook at 127.0.0.1:${server.port} answered with status ${status}; expected 200-299`,
		);
		expect(server.accepted).toBe(1);
	});

	test('that is not there names the phase, and no path', async () => {
		const error = await sendInVain('http://127.0.0.1:1/s3cret');
		expect(error.message).toBe(
			'The webhook at 127.0.0.1:1 was not delivered: Connecting to 127.0.0.1:1 failed: connection refused',
		);
	});

	test.each([
		['http://169.254.169.254/', true],
		['http://127.0.0.1:1/', false],
	])('at %s is refused by the policy', async (url, allowPrivateTargets) => {
		expect((await sendInVain(url, { ...options, allowPrivateTargets })).code).toBe('FORBIDDEN');
	});
});
