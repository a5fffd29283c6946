import { SpanKind, type Attributes, type SpanOptions } from '@opentelemetry/api';
import { defined } from '../cleanAttributes';
import {
	ATTR_DB_NAMESPACE,
	ATTR_DB_OPERATION_NAME,
	ATTR_DB_QUERY_SUMMARY,
	ATTR_DB_QUERY_TEXT,
	ATTR_DB_SYSTEM,
	ATTR_DB_SYSTEM_NAME,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
} from '../semconv';
import { Statements, type Statement } from './statement';
import type { SqlDialect } from './tokens';

/** A database as a client knows it: as it was when the connection was opened, whatever is set later. */
export interface EndpointDescription {
	/** As the conventions name it: `postgresql`, `mysql`, `mariadb`, `sqlite`. */
	readonly system: string;
	readonly dialect: SqlDialect;
	readonly namespace?: string | undefined;
	/** A host, or the path of a unix socket. */
	readonly address?: string | undefined;
	/** Not for a unix socket. */
	readonly port?: number | undefined;
}

/**
 * How a statement is told at one endpoint: the same objects for every run of it, so that none are made a query. Their
 * attributes are frozen, so that the metrics find their place, and an encoder its bytes, without looking into them.
 */
export interface Described {
	readonly name: string;
	/** For a text with parameters, which is told as it is. */
	readonly parameterised: SpanOptions;
	/** For a text that may hold values. */
	readonly sanitised: SpanOptions;
	readonly measured: Attributes;
}

const STATEMENTS: Record<SqlDialect, Statements> = {
	postgresql: new Statements('postgresql'),
	mysql: new Statements('mysql'),
	sqlite: new Statements('sqlite'),
};

export class Endpoint {
	/** `server.address:server.port/db.namespace`, as the conventions make a name for a pool that has none. */
	readonly poolName: string;
	/** For what is no statement: opening a connection. */
	readonly connecting: SpanOptions;
	private readonly measured: Attributes;
	private readonly unknown: Described;
	private readonly described = new WeakMap<Statement, Described>();

	constructor(readonly description: EndpointDescription) {
		const { system, namespace, address, port } = description;
		this.poolName = `${address ?? ''}${port === undefined ? '' : `:${port}`}/${namespace ?? ''}`;
		this.measured = frozen({
			[ATTR_DB_SYSTEM_NAME]: system,
			[ATTR_DB_NAMESPACE]: namespace,
			[ATTR_SERVER_ADDRESS]: address,
			[ATTR_SERVER_PORT]: port,
		});
		this.connecting = this.spanOptions({});
		const options = this.connecting;
		const name = namespace ?? system;
		this.unknown = { name, parameterised: options, sanitised: options, measured: this.measured };
	}

	/** @param text `undefined` where a client does not tell it */
	describe(text: string | undefined): Described {
		if (text === undefined) return this.unknown;
		const statement = STATEMENTS[this.description.dialect].of(text);
		const known = this.described.get(statement);
		if (known !== undefined) return known;
		const described = this.tell(statement);
		this.described.set(statement, described);
		return described;
	}

	private tell({ summary, operation, text, sanitised }: Statement): Described {
		const attributes = { [ATTR_DB_OPERATION_NAME]: operation, [ATTR_DB_QUERY_SUMMARY]: summary };
		return {
			name: summary ?? this.unknown.name,
			parameterised: this.spanOptions({ ...attributes, [ATTR_DB_QUERY_TEXT]: text }),
			sanitised: this.spanOptions({ ...attributes, [ATTR_DB_QUERY_TEXT]: sanitised }),
			measured: frozen({ ...this.measured, ...attributes }),
		};
	}

	/** `db.system` beside its new name: SigNoz knows only the old one. */
	private spanOptions(attributes: Attributes): SpanOptions {
		const { system } = this.description;
		return Object.freeze({
			kind: SpanKind.CLIENT,
			attributes: frozen({ [ATTR_DB_SYSTEM]: system, ...this.measured, ...attributes }),
		});
	}
}

function frozen(attributes: Attributes): Attributes {
	return Object.freeze(defined(attributes));
}
