import { basename } from 'node:path';
import { Endpoint } from '../../sql/endpoint';
import type { SqlDialect } from '../../sql/tokens';

/** What is used of an adapter of `Bun.SQL`: nothing of it is taken for granted. */
export interface SqlAdapter {
	readonly connectionInfo?: Readonly<Record<string, unknown>>;
}

const SYSTEMS: Readonly<Record<string, { system: string; dialect: SqlDialect }>> = {
	postgres: { system: 'postgresql', dialect: 'postgresql' },
	mysql: { system: 'mysql', dialect: 'mysql' },
	mariadb: { system: 'mariadb', dialect: 'mysql' },
	sqlite: { system: 'sqlite', dialect: 'sqlite' },
};
const OTHER = { system: 'other_sql', dialect: 'postgresql' } as const;

const endpoints = new WeakMap<SqlAdapter, Endpoint>();

/** The database of a client; of a file only its name is told. */
export function endpointOf(adapter: SqlAdapter): Endpoint {
	const known = endpoints.get(adapter);
	if (known !== undefined) return known;
	const endpoint = describe(adapter.connectionInfo ?? {});
	endpoints.set(adapter, endpoint);
	return endpoint;
}

function describe({
	adapter,
	filename,
	database,
	path,
	hostname,
	port,
}: Readonly<Record<string, unknown>>): Endpoint {
	const { system, dialect } = SYSTEMS[String(adapter)] ?? OTHER;
	if (system === 'sqlite')
		return new Endpoint({ system, dialect, namespace: basename(text(filename) ?? '') });
	const socket = text(path);
	return new Endpoint({
		system,
		dialect,
		namespace: text(database),
		address: socket ?? text(hostname),
		port: socket === undefined && typeof port === 'number' ? port : undefined,
	});
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
