import { context, SpanStatusCode, type Span, type SpanStatus } from '@opentelemetry/api';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
	ATTR_DB_OPERATION_NAME,
	ATTR_DB_QUERY_SUMMARY,
	ATTR_DB_QUERY_TEXT,
	ATTR_DB_RESPONSE_STATUS_CODE,
	ATTR_ERROR_TYPE,
} from '@opentelemetry/semantic-conventions';
import { invoke } from '../guard';
import { ATTR_DB_SYSTEM } from '../semconv';
import { summariseStatement, withoutLiterals } from '../sql/statement';

/**
 * The official instrumentation of `pg`, one CLIENT span a query, without values. Queries outside any span, such
 * as those of a polling loop, make none.
 */
export function instrumentPostgres(): PgInstrumentation {
	return new ContextKeepingPg({
		requireParentSpan: true,
		ignoreConnectSpans: true,
		requestHook: (span, { query }) => {
			describeQuery(span, query.text, (query.values?.length ?? 0) > 0);
			hideValuesInErrors(span);
		},
	});
}

/**
 * A query that waits for a connection is started by whoever gives one back: pg-pool would run it in the context
 * of another request. Here it keeps the context of its own caller.
 */
class ContextKeepingPg extends PgInstrumentation {
	override init() {
		const modules = super.init();
		for (const module of modules) if (module.name === 'pg-pool') keepContext(module);
		return modules;
	}
}

function keepContext(module: Pick<PgModule, 'patch'>): void {
	const { patch } = module;
	module.patch = (exports: unknown, version) => {
		const pool: unknown = patch?.(exports, version) ?? exports;
		if (hasConnect(pool)) pool.prototype.connect = bindingCallback(pool.prototype.connect);
		return pool;
	};
}

type PgModule = ReturnType<ContextKeepingPg['init']>[number];
type Connect = (this: unknown, ...args: unknown[]) => unknown;

function bindingCallback(connect: Connect): Connect {
	return new Proxy(connect, {
		apply(original, self, args: unknown[]) {
			const bound = args.map((arg) =>
				typeof arg === 'function' ? context.bind(context.active(), arg) : arg,
			);
			return invoke(original, self, bound);
		},
	});
}

function describeQuery(span: Span, text: string, parameterised: boolean): void {
	const summary = summariseStatement(text);
	span.updateName(summary).setAttributes({
		[ATTR_DB_SYSTEM]: 'postgresql',
		[ATTR_DB_OPERATION_NAME]: summary.split(' ', 1)[0],
		[ATTR_DB_QUERY_SUMMARY]: summary,
		[ATTR_DB_QUERY_TEXT]: parameterised ? text : withoutLiterals(text),
	});
}

/**
 * The instrumentation tells an exception by its SQLSTATE only, but puts the server's message, which quotes
 * values, into the status. What is sanitised in the one is sanitised in the other.
 */
function hideValuesInErrors(span: Span): void {
	const recordException = span.recordException.bind(span);
	const setStatus = span.setStatus.bind(span);
	let shown = 'PostgreSQL error';
	span.recordException = (exception, time) => {
		shown = typeof exception === 'string' ? exception : shown;
		const code = /\(code: (\w+)\)/.exec(shown)?.[1];
		span.setAttributes({ [ATTR_DB_RESPONSE_STATUS_CODE]: code, [ATTR_ERROR_TYPE]: code ?? '_OTHER' });
		recordException({ name: code ?? 'PostgreSQLError', message: shown }, time);
	};
	span.setStatus = (status: SpanStatus) =>
		setStatus(status.code === SpanStatusCode.ERROR ? { code: status.code, message: shown } : status);
}

function hasConnect(value: unknown): value is { prototype: { connect: Connect } } {
	if (typeof value !== 'function') return false;
	const prototype: unknown = value.prototype;
	return typeof prototype === 'object' && prototype !== null && 'connect' in prototype;
}
