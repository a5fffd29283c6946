import { afterAll, expect, test } from 'bun:test';
import pg from 'pg';
import { migrateDatabase } from './migrate';
import { migrations } from './migrations';
import { createEmptyDatabase } from './testDatabase';

const given = await createEmptyDatabase();
const shared = await createEmptyDatabase();
afterAll(async () => {
	await given.drop();
	await shared.drop();
});

const ALL = Object.keys(migrations);

async function program(env: Record<string, string>) {
	const run = Bun.spawn([process.execPath, 'src/lib/server/database/migrate.ts'], { env, stderr: 'pipe' });
	const [out, err] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
	return { code: await run.exited, out: out.trim(), err: err.trim() };
}

test('two processes that migrate at a time apply each migration once', async () => {
	const [one, two] = await Promise.all([migrateDatabase(shared.url), migrateDatabase(shared.url)]);
	expect([...one, ...two].toSorted()).toEqual(ALL);
	expect(await migrateDatabase(shared.url)).toEqual([]);
});

test('the program migrates what DATABASE_URL names and says so in one line', async () => {
	const first = await program({ DATABASE_URL: given.url });
	expect(first).toMatchObject({ code: 0, err: '' });
	expect(first.out).toMatch(
		/^glasshouse: the database "empty_\w+" at 127\.0\.0\.1:\d+ is up to date, \d+ migrations applied$/,
	);
	expect(first.out).toContain(`${ALL.length} migrations`);
	const client = new pg.Client({ connectionString: given.url });
	await client.connect();
	const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public'");
	await client.end();
	expect(rows.map((row: { tablename: string }) => row.tablename)).toContain('runs');
	expect((await program({ DATABASE_URL: given.url })).out).toContain('0 migrations applied');
});

test('the program tells in one line why it cannot', async () => {
	const unset = await program({});
	expect(unset).toMatchObject({ code: 1, out: '' });
	expect(unset.err).toMatch(/^glasshouse: DATABASE_URL is not set[^\n]*$/);
	const wrong = await program({ DATABASE_URL: 'mysql://me:s3cret@host/db' });
	expect(wrong).toMatchObject({ code: 1, out: '' });
	expect(wrong.err).toMatch(/^glasshouse: DATABASE_URL="?\(hidden\)[^\n]*postgres:\/\/[^\n]*$/);
});

test('a database of a newer Glasshouse is left alone', async () => {
	const newer = await createEmptyDatabase();
	await migrateDatabase(newer.url);
	const client = new pg.Client({ connectionString: newer.url });
	await client.connect();
	await client.query(
		"insert into kysely_migration (name, timestamp) values ('9999_from_the_future', '2099')",
	);
	await client.end();
	expect(await migrateDatabase(newer.url).catch((error: unknown) => String(error))).toContain(
		'9999_from_the_future',
	);
	await newer.drop();
});
