// Asks `Bun.sql` for everything, in every way, and prints what came of it: to be compared with what comes of it
// where nothing is patched. PG_URL names a database that is its own.
import { SQL } from 'bun';
import { kindOf, outcomeOf, shown } from '../outcome';

const outcomes: Record<string, unknown> = {};
const url = process.env.PG_URL ?? '';

for (const [system, db] of [
	['PostgreSQL', new SQL(url, { max: 2 })],
	['SQLite', new SQL(':memory:')],
] as const) {
	const tell = async (name: string, act: () => unknown) =>
		(outcomes[`${system}: ${name}`] = await outcomeOf(act));
	const query = db`select 1 as a`;
	const prototype = Object.getPrototypeOf(query) as object;
	outcomes[`${system}: methods`] = Object.getOwnPropertyNames(prototype).map((name) => {
		const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
		const value: unknown = descriptor?.value;
		if (typeof value !== 'function') return name;
		return [value.name, value.length, descriptor?.enumerable, descriptor?.writable];
	});
	outcomes[`${system}: query`] = [
		kindOf(query),
		query instanceof Promise,
		Object.keys(query),
		db instanceof SQL,
	];

	await tell('template', () => query);
	await tell('again', () => query);
	await tell('values', () => db`select ${1} as a`.values());
	await tell('raw', async () => Array.isArray(await db`select 1 as a`.raw()));
	await tell('execute', () => db`select 1 as a`.execute());
	await tell('then', () => db`select 1 as a`.then((rows: unknown) => [rows].length));
	await tell('catch', () => db`select 1 from nowhere`.catch((error: unknown) => shown(error)));
	await tell('finally', () => db`select 1 as a`.finally(() => 7));
	await tell('unsafe', () => db.unsafe("select 'x' as a"));
	await tell('unsafe with values', () =>
		db.unsafe(`select ${system === 'SQLite' ? '?' : '$1::int'} as a`, [7]),
	);
	await tell('file', async () => {
		await Bun.write(`${process.env.TMPDIR ?? '/tmp'}/glasshouse-${String(process.pid)}.sql`, 'select 8 as a');
		return db.file(`${process.env.TMPDIR ?? '/tmp'}/glasshouse-${String(process.pid)}.sql`);
	});
	await tell('no file', async () => {
		const outcome = await outcomeOf(() => db.file('/nowhere.sql'));
		return JSON.stringify(outcome);
	});
	await tell('untagged', () => (db as unknown as (text: string) => unknown)('things'));
	await tell('create', () => db`create table things (id int primary key, name text)`);
	await tell(
		'helper',
		() =>
			db`insert into things ${db([
				{ id: 1, name: 'a' },
				{ id: 2, name: 'b' },
			])} returning id`,
	);
	await tell('fragment', () => db`select * from things where id > ${0} ${db`and id < ${2}`}`);
	await tell('duplicate', () => db`insert into things (id) values (${1})`);
	await tell('syntax', () => db`selekt`);
	await tell('begin', () => db.begin((tx) => [tx`select 1 as a`, tx`select 2 as b`]));
	await tell('begin, failing', () =>
		db.begin(async (tx) => {
			await tx`insert into things (id) values (3)`;
			throw new RangeError('mine');
		}),
	);
	await tell('rolled back', () => db`select count(*) as n from things`);
	await tell('savepoint', () =>
		db.begin(async (tx) => {
			await tx.savepoint((savepoint) => savepoint`insert into things (id) values (4)`);
			const rows: unknown = await tx`select count(*) as n from things`;
			return rows;
		}),
	);
	await tell('cancelled before it began', () => {
		const cancelled = db`select 1`;
		void cancelled.cancel();
		return cancelled;
	});
	if (system === 'PostgreSQL') {
		await tell('simple', () => db`select 1 as a; select 2 as b`.simple());
		await tell('cancelled', async () => {
			const slow = db`select pg_sleep(60)`.execute();
			const isRunning = async () => {
				const rows: unknown[] = await db`select 1 from pg_stat_activity where wait_event = 'PgSleep'`;
				return rows.length > 0;
			};
			while (!(await isRunning())) await Bun.sleep(1);
			void slow.cancel();
			await slow;
		});
		await tell('reserve', async () => {
			const reserved = await db.reserve();
			const rows: unknown = await reserved`select 1 as a`;
			void reserved.release();
			return rows;
		});
		await tell(
			'a queue',
			async () => (await Promise.all([1, 2, 3, 4, 5].map((n) => db`select ${n}::int as n`))).length,
		);
		await tell('BEGIN on a pool', () => db`begin`);
	}
	await tell('close', () => db.close());
	await tell('after the end', () => db`select 1`);
}
outcomes['no server'] = await outcomeOf(
	() => new SQL('postgres://x@127.0.0.1:1/x', { connectionTimeout: 1 })`select 1`,
);

await new Promise<void>((resolve) => process.stdout.write(JSON.stringify(outcomes), () => resolve()));
process.exit(0);
