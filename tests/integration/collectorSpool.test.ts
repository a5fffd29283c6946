// What waits on disk while a collector is away: nothing of it is lost, and nothing sent twice.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import { marksOf, marksUpTo, QUICK, startExporting, type Exporting } from '../support/otlp/exporting';
import {
	closes,
	first,
	hangs,
	partial,
	startFailingCollector,
	status,
	tooLarge,
	well,
	type Behaviour,
	type FailingCollector,
} from '../support/otlp/failing';

setDefaultTimeout(60_000);

let collector: FailingCollector;
let folder: ReturnType<typeof temporaryFolder>;
const running: Exporting[] = [];

beforeEach(async () => {
	folder = temporaryFolder();
	collector = await startFailingCollector();
});

afterEach(async () => {
	await Promise.all(running.splice(0).map(({ out }) => out.shutdown()));
	await collector.stop();
	folder.remove();
});

function start(env: Record<string, string> = {}): Exporting {
	const common = {
		...QUICK,
		OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
		GLASSHOUSE_OTLP_SPOOL_DIR: folder.path,
	};
	const exporting = startExporting({ ...common, ...env });
	running.push(exporting);
	return exporting;
}

/** Every file below the spool directory, with its path from there. */
function files(): string[] {
	return readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((path) =>
		statSync(join(folder.path, path)).isFile(),
	);
}

const spooled = () => files().filter((path) => path.endsWith('.otlp'));

/** Makes spans while the collector fails, and leaves them on disk. */
async function leaveSpooled(count: number, env: Record<string, string> = {}): Promise<void> {
	collector.behave(status(503));
	const { spans, out } = start(env);
	spans(count);
	await out.forceFlush();
	await out.shutdown();
	collector.behave(well);
}

/** Before the first has failed, the two batches of one turn are on their way at once, in no order. */
function marksInTurns(size: number): number[] {
	const turns = Math.ceil(collector.spans.length / size);
	return Array.from({ length: turns }, (_, turn) =>
		collector.spans.slice(turn * size, (turn + 1) * size),
	).flatMap((spans) => marksOf(spans));
}

describe('while the collector is away', () => {
	const AWAY: Record<string, Behaviour> = {
		hangs,
		'answers 503': status(503),
		'closes every connection': closes,
	};
	for (const [how, behaviour] of Object.entries(AWAY)) {
		test(`and ${how}: everything is kept, and arrives once it is back, in order`, async () => {
			collector.behave(behaviour);
			const { spans, traces, out } = start();
			for (let i = 0; i < 10; i++) {
				spans(20);
				await out.forceFlush();
			}
			expect(traces()).toMatchObject({ exported: 0, dropped: {}, queued: 0, spooled: { items: 200 } });
			collector.behave(well);
			spans(20);
			await eventually('all spans', () => traces().exported === 220);
			expect(marksInTurns(20)).toEqual(marksUpTo(220));
			await eventually('an empty spool', () => traces().spooled?.items === 0 && spooled().length === 0);
			expect(traces()).toMatchObject({
				dropped: {},
				queued: 0,
				inFlight: 0,
				spooled: { items: 0, bytes: 0 },
			});
		});
	}

	test('all three signals are kept apart', async () => {
		collector.behave(status(503));
		const { spans, logs, metrics, out, health } = start({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
		spans(10);
		logs(5);
		await Promise.all([metrics(3), out.forceFlush()]);
		expect(['traces', 'logs', 'metrics'].map((signal) => health(signal as 'traces').spooled?.items)).toEqual([
			10, 5, 3,
		]);
		collector.behave(well);
		await eventually('an empty spool', () => spooled().length === 0);
		expect([collector.spans, collector.logs, collector.points].map(({ length }) => length)).toEqual([
			10, 5, 3,
		]);
	});

	test('no more is kept than there may be, and the rest is counted', async () => {
		collector.behave(status(503));
		const { spans, traces, out } = start({ GLASSHOUSE_OTLP_SPOOL_MAX_BYTES: '8000' });
		for (let i = 0; i < 20; i++) {
			spans(10);
			await out.forceFlush();
		}
		const { spooled: kept, dropped } = traces();
		expect(kept?.bytes).toBeLessThanOrEqual(8_000);
		expect(kept?.items).toBeGreaterThan(0);
		expect(dropped).toEqual({ spool_full: 200 - (kept?.items ?? 0) });
		collector.behave(well);
		await eventually('the oldest', () => collector.spans.length === kept?.items);
		expect(marksOf(collector.spans)).toEqual(marksUpTo(kept?.items ?? 0));
	});

	test('what it finds too large is split on disk', async () => {
		collector.behave(status(503));
		const { spans, traces, out } = start({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
		spans(20);
		await out.forceFlush();
		collector.behave(tooLarge(3));
		await eventually('all spans', () => traces().exported === 20);
		expect(marksOf(collector.spans)).toEqual(marksUpTo(20));
		await eventually('an empty spool', () => traces().spooled?.items === 0);
		expect(spooled()).toEqual([]);
		expect(traces()).toMatchObject({ dropped: {}, spooled: { items: 0, bytes: 0 } });
	});

	test('what it refuses is counted and not kept', async () => {
		collector.behave(status(503));
		const { spans, traces, out } = start();
		spans(30);
		await out.forceFlush();
		collector.behave(first(1, status(400), first(1, partial(4, 'too old'))));
		await eventually('the rest', () => traces().exported === 16 && traces().spooled?.items === 0);
		expect(traces().dropped).toEqual({ rejected: 14 });
		expect(spooled()).toEqual([]);
	});
});

describe('what is on disk', () => {
	test('says what it is, and holds no secret', async () => {
		await leaveSpooled(10, {
			OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url.replace('//', '//me:hush@')}?key=hush`,
			OTEL_EXPORTER_OTLP_HEADERS: 'authorization=hush',
			OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url.replace('//', '//me:hush@')}/v1/traces?key=hush`,
		});
		const [path = ''] = spooled();
		const file = readFileSync(join(folder.path, path));
		expect(file.toString('latin1')).not.toContain('hush');
		expect(JSON.parse(file.subarray(0, file.indexOf('\n')).toString())).toMatchObject({
			signal: 'traces',
			protocol: 'http/protobuf',
			encoding: 'none',
			items: 10,
			endpoint: `${collector.url}/v1/traces`,
		});
		expect(statSync(join(folder.path, path)).mode & 0o777).toBe(0o600);
	});

	test('is sent by the next process as it was made, whatever that one speaks', async () => {
		await leaveSpooled(10, {
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
			OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
		});
		const before = collector.requests.length;
		const { traces } = start();
		await eventually('the spans', () => collector.spans.length === 10);
		expect(collector.requests.slice(before)).toHaveLength(1);
		expect(collector.requests.at(-1)?.headers).toMatchObject({
			'content-type': 'application/json',
			'content-encoding': 'gzip',
		});
		await eventually('the account', () => traces().exported === 10);
	});

	test('is sent by one process only, however many start at once, and leaves nothing behind', async () => {
		await leaveSpooled(40);
		await leaveSpooled(40);
		await leaveSpooled(40);
		const several = Array.from({ length: 5 }, () => start());
		await eventually('the spans', () => collector.spans.length >= 120);
		await eventually('an empty spool', () => spooled().length === 0);
		expect(several.reduce((sum, { traces }) => sum + traces().exported, 0)).toBe(120);
		expect(collector.spans).toHaveLength(120);
		await Promise.all(several.map(({ out }) => out.shutdown()));
		expect(readdirSync(folder.path)).toEqual([]);
	});

	test('is left alone by a process that does not send its signal', async () => {
		await leaveSpooled(10);
		const { out } = start({ OTEL_TRACES_EXPORTER: 'none' });
		await eventually('it to be seen', () => out.health()[0]?.spooled !== undefined);
		await out.shutdown();
		expect(spooled()).toHaveLength(1);
		const { traces } = start();
		await eventually('the spans', () => traces().exported === 10);
	});

	test('is discarded and counted where it is damaged, and the rest is sent', async () => {
		await leaveSpooled(30);
		const [cut = '', changed = '', whole = ''] = spooled().sort();
		const path = (name: string) => join(folder.path, name);
		writeFileSync(path(cut), readFileSync(path(cut)).subarray(0, -1));
		const bytes = readFileSync(path(changed));
		bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
		writeFileSync(path(changed), bytes);
		writeFileSync(join(dirname(path(whole)), '000000000099-traces-10.otlp.half'), 'half of i');
		const { traces } = start();
		await eventually('the whole one', () => traces().exported === 10);
		expect(traces().dropped).toEqual({ spool_full: 30 });
		expect(marksOf(collector.spans)).toEqual(marksUpTo(30).slice(20));
		await eventually(
			'an empty spool',
			() => spooled().length === 0 && files().every((name) => name.endsWith('.lock')),
		);
	});
});

describe('stopping', () => {
	const AWAY: Record<string, Behaviour> = { hangs, 'answers 503': status(503) };
	for (const [how, behaviour] of Object.entries(AWAY)) {
		test(`with a collector that ${how}: what is queued is kept for the next process`, async () => {
			collector.behave(behaviour);
			const { spans, logs, metrics, out, health } = start({ OTEL_EXPORTER_OTLP_TIMEOUT: '10000' });
			spans(35);
			logs(5);
			await out.shutdown(metrics(3));
			for (const signal of ['traces', 'logs', 'metrics'] as const) {
				expect(health(signal)).toMatchObject({ queued: 0, inFlight: 0, exported: 0, dropped: {} });
			}
			collector.behave(well);
			const next = start();
			await eventually('everything', () => spooled().length === 0);
			expect(marksOf(collector.spans)).toEqual(marksUpTo(35));
			expect([collector.logs.length, collector.points.length]).toEqual([5, 3]);
			await eventually('the account', () => next.traces().exported === 35);
		});
	}

	test('hears out the answer to what is on its way from the disk', async () => {
		await leaveSpooled(10);
		const arrived = Promise.withResolvers<undefined>();
		collector.behave(async (...request) => {
			arrived.resolve(undefined);
			await Bun.sleep(200);
			await well(...request);
		});
		const { out, traces } = start();
		await arrived.promise;
		await out.shutdown();
		expect(traces()).toMatchObject({ exported: 10, spooled: { items: 0 } });
		expect(readdirSync(folder.path)).toEqual([]);
	});
});

describe('a directory that cannot be used', () => {
	test('stops the start, and is named', () => {
		const path = join(folder.path, 'file');
		writeFileSync(path, '');
		for (const directory of [path, join(path, 'below')]) {
			expect(() => start({ GLASSHOUSE_OTLP_SPOOL_DIR: directory })).toThrow(
				`GLASSHOUSE_OTLP_SPOOL_DIR="${directory}" is not usable: expected a directory`,
			);
		}
	});
});
