import { SpanStatusCode, type Attributes, type Exception, type Span } from '@opentelemetry/api';
import type { PgInstrumentationConfig } from '@opentelemetry/instrumentation-pg';
import { ATTR_DB_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE } from '../semconv';
import { Endpoint } from '../sql/endpoint';
import { sqlStateClass } from '../sql/sqlState';

type Query = Parameters<NonNullable<PgInstrumentationConfig['requestHook']>>[1]['query'];

/** The official ones know neither tables nor literals; where a query goes they have told already. */
const POSTGRESQL = new Endpoint({ system: 'postgresql', dialect: 'postgresql' });

/** Gives a span its name and what it says of its statement. */
export function describeQuery(span: Span, { text, values }: Query): void {
	const { name, parameterised, sanitised } = POSTGRESQL.describe(text);
	const { attributes = {} } = (values?.length ?? 0) > 0 ? parameterised : sanitised;
	span.updateName(name).setAttributes(attributes);
}

/**
 * The official exception tells an error by its code only, and the official status by the server's message, which
 * quotes values. What is kept out of the one is kept out of the other.
 */
export function hideValuesInErrors(span: Span): void {
	const recordException = span.recordException.bind(span);
	const setStatus = span.setStatus.bind(span);
	let told = UNKNOWN;
	span.recordException = (exception, time) => {
		told = failureOf(exception);
		span.setAttributes(told.attributes);
		recordException({ name: told.type, message: told.message }, time);
	};
	span.setStatus = ({ code, message }) =>
		setStatus({ code, message: code === SpanStatusCode.ERROR ? told.message : message });
}

interface Told {
	readonly type: string;
	readonly message: string;
	readonly attributes: Attributes;
}

const UNKNOWN = toldAs('_OTHER', '_OTHER');

/** `PostgreSQL error of type 'error' occurred (code: 42P01)`: of that type are those of the server, with a SQLSTATE. */
function failureOf(exception: Exception): Told {
	const text = typeof exception === 'string' ? exception : '';
	const [, name, code = 'UNKNOWN'] = /of type '(.*)' occurred \(code: (\w+)\)$/.exec(text) ?? [];
	if (code === 'UNKNOWN') return UNKNOWN;
	if (name !== 'error') return toldAs(code, code);
	return toldAs(code, `${sqlStateClass(code)} (${code})`, { [ATTR_DB_RESPONSE_STATUS_CODE]: code });
}

function toldAs(type: string, message: string, attributes?: Attributes): Told {
	return { type, message, attributes: { [ATTR_ERROR_TYPE]: type, ...attributes } };
}
