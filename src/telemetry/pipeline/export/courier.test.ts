import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { ExportMetrics } from '../../health/exportMetrics';
import { SignalTally } from '../../health/tally';
import type { Answer } from './answer';
import { Courier } from './courier';
import { OutageNotice } from './notice';
import type { Parcel } from './parcel';

const PARCEL: Parcel = {
	signal: 'traces',
	protocol: 'http/protobuf',
	encoding: 'none',
	items: 10,
	body: new Uint8Array(1),
};

let warned: string[] = [];
const ignore = () => undefined;

beforeEach(() => {
	warned = [];
	const logger = {
		error: ignore,
		warn: (line: string) => warned.push(line),
		info: ignore,
		debug: ignore,
		verbose: ignore,
	};
	diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

/** A courier whose collector gives these answers, one after the other. */
async function deliver(...answers: Answer[]) {
	const tally = new SignalTally(
		new ExportMetrics('traces', { url: 'http://c:4318', protocol: 'http/protobuf' }),
	);
	const told: string[] = [];
	const notice = new OutageNotice(
		{ signal: 'traces', endpoint: 'http://c:4318' },
		() => tally.droppedTotal,
		(line) => told.push(line),
	);
	const left = [...answers];
	const attempt = () => Promise.resolve(left.shift() ?? { kind: 'stopped' as const, message: '' });
	const courier = new Courier({ attempt }, tally, notice, 'kept while there is room');
	for (const answer of answers) expect(await courier.attempt(PARCEL, 1_000)).toBe(answer);
	return { told, isFailing: courier.isFailing, ...tally.health() };
}

const accepted = (rejected = 0, message = ''): Answer => ({
	kind: 'accepted',
	status: 200,
	rejected,
	message,
});
const closed: Answer = { kind: 'unavailable', errorType: 'ECONNRESET', message: 'closed' };
const unavailable: Answer = { kind: 'unavailable', status: 503, message: '503' };

describe('Courier', () => {
	test('passes on what a collector has to say once, not with every batch', async () => {
		const { exported, dropped, lastError } = await deliver(
			accepted(3, 'too old'),
			accepted(2, 'too old'),
			accepted(),
		);
		expect(warned).toEqual(['The collector took traces, and rejected 3 of a batch: too old']);
		expect({ exported, dropped }).toEqual({ exported: 25, dropped: { rejected: 5 } });
		expect(lastError?.message).toBe('2 of 10 were rejected: too old');
	});

	test('believes no collector that rejects more than it got', async () => {
		expect(await deliver(accepted(99, 'all of it'))).toMatchObject({
			exported: 0,
			dropped: { rejected: 10 },
		});
	});

	test('says of rubbish that it cannot be read, and counts it as taken', async () => {
		const { exported, attempts, lastError } = await deliver(
			accepted(0, 'status 200, but the answer cannot be read'),
		);
		expect(warned).toHaveLength(1);
		expect({ exported, attempts }).toEqual({ exported: 10, attempts: { succeeded: 1, failed: 0 } });
		expect(lastError?.message).toBe('10 were taken: status 200, but the answer cannot be read');
	});

	test.each([0, 3])(
		'does not look as if it failed when a collector that rejects %d has a word',
		async (n) => {
			let now = Date.now();
			const clock = spyOn(Date, 'now').mockImplementation(() => (now += 1_000));
			const { lastError, lastSuccessAt } = await deliver(accepted(n, 'mind your step'));
			clock.mockRestore();
			expect(Date.parse(lastError?.at ?? '')).toBeLessThan(Date.parse(lastSuccessAt ?? ''));
		},
	);

	test('counts every attempt, and tells of an outage with what it cost', async () => {
		const refused: Answer = { kind: 'refused', status: 401, message: '401 Unauthorized' };
		const { told, attempts, dropped, isFailing } = await deliver(unavailable, refused, accepted());
		expect({ attempts, dropped, isFailing }).toEqual({
			attempts: { succeeded: 1, failed: 2 },
			dropped: { rejected: 10 },
			isFailing: false,
		});
		expect(told).toEqual([
			'[telemetry] traces do not reach http://c:4318, and are kept while there is room: 503\n',
			'[telemetry] traces reach http://c:4318 again after 1 s; 10 dropped meanwhile\n',
		]);
	});

	test('makes no fuss of a kept connection that was closed at a bad moment', async () => {
		expect((await deliver(closed, accepted())).told).toEqual([]);
		expect((await deliver(closed, closed)).told).toHaveLength(1);
	});
});
