// A collector that dies for a minute under steady load: with a spool every span arrives, and none twice; without
// one every span is accounted for.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import { spansOf } from '../support/otlp/decode';
import { marksOf, marksUpTo } from '../support/otlp/exporting';
import { startFailingCollector, type FailingCollector } from '../support/otlp/failing';
import { decodeProtobuf } from '../support/otlp/schema';
import { startSteadyLoad, type SteadyLoad } from '../support/otlp/steadyLoad';

setDefaultTimeout(240_000);

const OUTAGE_MS = 60_000;
const DRAINED_WITHIN_MS = 60_000;

function start(collector: FailingCollector, env: Record<string, string>): Promise<SteadyLoad> {
	return startSteadyLoad({
		OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
		OTEL_BSP_SCHEDULE_DELAY: '500',
		// 250 spans a second.
		LOAD_PER_TICK: '5',
		...env,
	});
}

/** The marks of the load's spans that arrived, without the server's own. */
function arrived(collector: FailingCollector): number[] {
	return marksOf(collector.spans.filter(({ name }) => name === 'work'));
}

/** The marks of the spans that lie on disk. */
function onDisk(directory: string): number[] {
	const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
		path.endsWith('.otlp'),
	);
	return paths.flatMap((path) => {
		const file = readFileSync(join(directory, path));
		const body = file.subarray(file.indexOf('\n') + 1);
		return marksOf(spansOf(decodeProtobuf('traces', body)).filter(({ name }) => name === 'work'));
	});
}

describe('a collector that dies for a minute', () => {
	test.concurrent('with a spool: every span arrives exactly once', async () => {
		const folder = temporaryFolder();
		const collector = await startFailingCollector();
		const { account, stop } = await start(collector, { GLASSHOUSE_OTLP_SPOOL_DIR: folder.path });
		await eventually('the first spans', () => arrived(collector).length > 500);
		await collector.die();
		const before = arrived(collector).length;
		await Bun.sleep(OUTAGE_MS);
		const away = await account();
		expect(arrived(collector)).toHaveLength(before);
		expect(away.traces.dropped).toEqual({});
		expect(away.traces.spooled?.items).toBeGreaterThan(OUTAGE_MS / 10);
		await collector.revive();
		await eventually(
			'an empty spool',
			async () => (await account()).traces.spooled?.items === 0,
			DRAINED_WITHIN_MS,
		);
		const { made, traces } = await stop();
		expect(arrived(collector)).toEqual(marksUpTo(made));
		expect(traces).toMatchObject({ dropped: {}, queued: 0, inFlight: 0, spooled: { items: 0, bytes: 0 } });
		expect(collector.spans).toHaveLength(traces.exported);
		await collector.stop();
		expect(readdirSync(folder.path)).toEqual([]);
		folder.remove();
	});

	test.concurrent(
		'with a spool, and a process that is killed meanwhile: what was spooled arrives exactly once',
		async () => {
			const folder = temporaryFolder();
			const collector = await startFailingCollector();
			const { program } = await start(collector, { GLASSHOUSE_OTLP_SPOOL_DIR: folder.path });
			await eventually('the first spans', () => arrived(collector).length > 500);
			await collector.die();
			const before = arrived(collector);
			await Bun.sleep(OUTAGE_MS / 2);
			await program.kill();
			const spooled = onDisk(folder.path);
			expect(spooled.length).toBeGreaterThan(OUTAGE_MS / 20);
			const env = { GLASSHOUSE_OTLP_SPOOL_DIR: folder.path, LOAD_FROM: '1000000' };
			const next = await start(collector, env);
			await Bun.sleep(OUTAGE_MS / 2);
			await collector.revive();
			await eventually(
				'an empty spool',
				async () => (await next.account()).traces.spooled?.items === 0,
				DRAINED_WITHIN_MS,
			);
			const { made, traces } = await next.stop();
			const later = marksUpTo(made).map((mark) => mark + 1_000_000);
			const expected = [...before, ...spooled, ...later].sort((a, b) => a - b);
			expect(arrived(collector)).toEqual(expected);
			expect(traces.dropped).toEqual({});
			await collector.stop();
			expect(readdirSync(folder.path)).toEqual([]);
			folder.remove();
		},
	);

	test.concurrent('without a spool: what was sent and what was dropped is what was made', async () => {
		const collector = await startFailingCollector();
		const { account, stop } = await start(collector, {});
		await eventually('the first spans', () => arrived(collector).length > 500);
		await collector.die();
		await Bun.sleep(OUTAGE_MS);
		const { dropped } = (await account()).traces;
		expect(dropped.queue_full).toBeGreaterThan(0);
		expect(dropped.retries_exhausted).toBeGreaterThan(0);
		await collector.revive();
		const before = arrived(collector).length;
		await eventually('spans again', () => arrived(collector).length > before + 1_000);
		const { made, traces } = await stop();
		const { queue_full = 0, retries_exhausted = 0, ...others } = traces.dropped;
		expect(others).toEqual({});
		const own = collector.spans.length - arrived(collector).length;
		expect(new Set(arrived(collector)).size).toBe(arrived(collector).length);
		expect(traces.exported).toBe(collector.spans.length);
		// The server's own span of the one request for the account is among them, sent or dropped.
		expect(traces.exported + queue_full + retries_exhausted).toBe(made + 1);
		expect(own).toBeLessThanOrEqual(1);
		await collector.stop();
	});
});
