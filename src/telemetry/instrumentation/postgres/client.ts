import { Endpoint } from '../../sql/endpoint';

/** What is used of a `pg.Client`: nothing of it is taken for granted. */
export interface PgClient {
	readonly connectionParameters?: {
		readonly host?: unknown;
		readonly port?: unknown;
		readonly database?: unknown;
	};
	readonly connection?: { readonly parsedStatements?: Readonly<Record<string, unknown>> };
}

/** Few databases, many connections: those to one share what is worked out for it. */
const MOST_ENDPOINTS = 100;
const endpoints = new Map<string, Endpoint>();
const endpointOfClient = new WeakMap<PgClient, Endpoint>();

/** The database of a client, as its connection parameters name it. */
export function endpointOf(client: PgClient): Endpoint {
	const known = endpointOfClient.get(client);
	if (known !== undefined) return known;
	const endpoint = sharedEndpoint(client.connectionParameters ?? {});
	endpointOfClient.set(client, endpoint);
	return endpoint;
}

function sharedEndpoint({ host, port, database }: NonNullable<PgClient['connectionParameters']>): Endpoint {
	const address = typeof host === 'string' ? host : undefined;
	const number = typeof port === 'number' && Number.isInteger(port) ? port : undefined;
	const namespace = typeof database === 'string' ? database : undefined;
	const key = JSON.stringify([address, number, namespace]);
	const known = endpoints.get(key);
	if (known !== undefined) return known;
	const socket = address?.startsWith('/') === true;
	const endpoint = new Endpoint({
		system: 'postgresql',
		dialect: 'postgresql',
		namespace,
		address: socket ? `${address}/.s.PGSQL.${number ?? 5432}` : address,
		port: socket ? undefined : number,
	});
	if (endpoints.size >= MOST_ENDPOINTS) endpoints.clear();
	endpoints.set(key, endpoint);
	return endpoint;
}
