// Every request carries a marker through SQL and an outgoing request. With fewer connections than requests, so
// that queries wait for one and are sent from the turn of another request.
import { Pool } from 'pg';
import { getTelemetry } from '../../../src/telemetry/handle';

const pool = new Pool({ connectionString: process.env.MIXING_DATABASE_URL, max: 10 });

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/work/:marker': async (request) => {
			const { marker } = request.params;
			const { rows } = await pool.query<Record<string, string>>(`select $1::text as "${marker}"`, [marker]);
			const echo = await fetch(request.url.replace('/work/', '/echo/'));
			return Response.json({ fromSql: rows[0]?.[marker], fromFetch: await echo.text() });
		},
		'/echo/:marker': (request) => new Response(request.params.marker),
	},
});
process.on('SIGTERM', () => {
	void server
		.stop()
		.then(() => getTelemetry()?.shutdown())
		.then(() => process.exit(0));
});
console.log(`listening on http://127.0.0.1:${String(server.port)}`);
