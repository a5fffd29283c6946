import { expect, test } from 'bun:test';
import { startApp } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { countRecordings, recordings } from '../support/holdRun';
import { startReceiver } from '../support/otlp/receiver';
import { connect, startPostgres } from '../support/postgres';
import { startTarget } from '../support/target';

test('another process takes over the runs of one that does not come back, in the same trace', async () => {
	const [postgres, receiver, target] = [await startPostgres(), startReceiver(), await startTarget()];
	const env = {
		DATABASE_URL: await postgres.createDatabase(),
		OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
		OTEL_BSP_SCHEDULE_DELAY: '100',
	};
	const lost = await startApp({ env: { ...env, GLASSHOUSE_INSTANCE_ID: 'lost' } });
	const db = await connect(env.DATABASE_URL);
	await countRecordings(db);
	const client = new Client(lost.url);
	target.hold();
	const check = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 300_000 });
	const runId = await client.startRun(check.id);
	await eventually('the request', () => target.seenAt('/held').length === 1);

	const survivor = await startApp({
		env: {
			...env,
			GLASSHOUSE_INSTANCE_ID: 'survivor',
			OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=survivor',
		},
	});
	await lost.kill();
	await eventually('the survivor’s request', () => target.seenAt('/held').length === 2, 90_000);
	target.release();
	const run = await new Client(survivor.url).endOfRun(runId);
	expect(run.state).toBe('passed');
	expect(await recordings(db, runId)).toBe(1);
	const spans = await receiver.completeTrace(run.traceId, (found) =>
		found.some(({ name }) => name === 'step notify'),
	);
	const last = spans.find(({ name }) => name === 'step notify');
	expect(last?.resource['service.instance.id']).toBe('survivor');
	expect(target.seenAt('/held')).toHaveLength(2);
	for (const { headers } of target.seenAt('/held')) expect(headers['traceparent']).toContain(run.traceId);

	await db.end();
	await survivor.dispose();
	await lost.dispose();
	await target.stop();
	await receiver.stop();
	await postgres.stop();
}, 180_000);
