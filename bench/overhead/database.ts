import { connect, startPostgres } from '../../tests/support/postgres';

export interface Database {
	readonly url: string;
	/** Of PostgreSQL. */
	readonly version: string;
	/** Makes an empty database beside it, which goes with `stop`; returns its URL. */
	create(): Promise<string>;
	stop(): Promise<void>;
}

/** The database that DATABASE_URL names, else an embedded one that goes with the benchmark. */
export async function openDatabase(): Promise<Database> {
	const given = process.env.DATABASE_URL;
	if (given !== undefined && given !== '') return openGiven(given);
	const postgres = await startPostgres();
	const url = await postgres.createDatabase();
	return { url, version: await versionOf(url), create: postgres.createDatabase, stop: postgres.stop };
}

async function openGiven(url: string): Promise<Database> {
	const made: string[] = [];
	return {
		url,
		version: await versionOf(url),
		create: async () => {
			const name = `glasshouse_bench_${process.pid}_${made.length + 1}`;
			await command(url, `create database ${name}`);
			made.push(name);
			return Object.assign(new URL(url), { pathname: name }).href;
		},
		stop: async () => {
			for (const name of made) await command(url, `drop database if exists ${name} with (force)`);
		},
	};
}

async function versionOf(url: string): Promise<string> {
	const [version = 'unknown'] = await command<string>(url, 'show server_version');
	return version;
}

/** @returns the first column of what comes back */
async function command<T>(url: string, text: string): Promise<T[]> {
	const client = await connect(url);
	try {
		const { rows } = await client.query<[T]>({ text, rowMode: 'array' });
		return rows.map(([value]) => value);
	} finally {
		await client.end();
	}
}
