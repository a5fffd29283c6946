// A program as anybody writes one who has never heard of telemetry: `bun --preload ./telemetry.ts plain.ts`.
import { Pool } from 'pg';

const { TARGET_URL = '', DATABASE_URL } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL });

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/users/:id': async ({ params }) => {
			const { rows } = await pool.query('select $1::int as id', [params.id]);
			return Response.json(rows[0]);
		},
		'/onward/:path': async ({ params }) => new Response(await (await fetch(TARGET_URL + params.path)).text()),
		'/fail': () => {
			throw new RangeError('out of stock');
		},
	},
	fetch: () => new Response('no such page', { status: 404 }),
});
console.log(`listening on ${server.url.href}`);
