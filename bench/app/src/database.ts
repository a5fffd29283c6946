import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

/** The one statement of the benchmark: as little work as a round trip to PostgreSQL can be. */
export async function selectOne(): Promise<number> {
	const { rows } = await pool.query<{ one: number }>('select 1 as one');
	return rows[0]?.one ?? 0;
}
