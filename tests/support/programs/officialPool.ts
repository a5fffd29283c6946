// A pool of one connection that several requests want at once, an error that quotes a value, and a cursor. Prints what
// the live store has of it, as JSON.
import { trace } from '@opentelemetry/api';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { getTelemetry } from '../../../src/telemetry/handle';

const REQUESTS = 5;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
const tracer = trace.getTracer('pool');

/** @returns the span under which `query` was called, and its trace */
function within(name: string, query: () => Promise<unknown>): Promise<string> {
	return tracer.startActiveSpan(name, async (span) => {
		await query();
		span.end();
		return span.spanContext().traceId;
	});
}

const waiting = Array.from({ length: REQUESTS }, (_, i) =>
	within(`request ${i}`, () => pool.query('select pg_sleep(0.01), $1::int', [i])),
);
const failing = within('failing', () => pool.query("select 'hush'::int").catch(() => undefined));
const reading = within('reading', async () => {
	const client = await pool.connect();
	const cursor = client.query(new Cursor('select generate_series(1, 9)'));
	await cursor.read(3);
	await cursor.close();
	client.release();
});
await pool.query('select 1'); // outside any span
const traces = await Promise.all([...waiting, failing, reading]);
await pool.end();
const live = getTelemetry()?.live;
console.log(JSON.stringify(traces.map((traceId) => live?.trace(traceId))));
