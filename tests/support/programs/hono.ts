// A Hono program as its documentation shows one for Bun: the default export is what Bun serves.
import { SQL } from 'bun';
import { Hono } from 'hono';

const { TARGET_URL = '', DATABASE_URL = '' } = process.env;
const sql = new SQL(DATABASE_URL);

const app = new Hono();
app.get('/users/:id', async (c) => {
	const [row] = await sql<[{ id: number }]>`select ${c.req.param('id')}::int as id`;
	return c.json(row);
});
app.get('/onward/:path', async (c) => c.text(await (await fetch(TARGET_URL + c.req.param('path'))).text()));
app.get('/fail', () => {
	throw new RangeError('out of stock');
});

export default { hostname: '127.0.0.1', port: 0, fetch: app.fetch };
