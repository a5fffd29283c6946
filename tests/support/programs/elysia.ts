// An Elysia program as its documentation shows one.
import { Elysia } from 'elysia';
import { Pool } from 'pg';

const { TARGET_URL = '', DATABASE_URL } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL });

const app = new Elysia()
	.get(
		'/users/:id',
		async ({ params }) => (await pool.query<{ id: number }>('select $1::int as id', [params.id])).rows[0],
	)
	.get('/onward/:path', async ({ params }) => (await fetch(TARGET_URL + params.path)).text())
	.get('/fail', () => {
		throw new RangeError('out of stock');
	})
	.listen({ hostname: '127.0.0.1', port: 0 });
console.log(`listening on ${app.server?.url.href ?? ''}`);
