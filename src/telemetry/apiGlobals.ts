import type { ApiGlobal, ApiGlobalState } from './health/types';
import { isObject } from './isObject';

/** Under which every copy of version 1 of `@opentelemetry/api` finds what was registered with any other. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');

/** What is registered with the API at a moment; `undefined` where nothing is. */
type Registered = Readonly<Record<ApiGlobal, unknown>>;

/**
 * What of OpenTelemetry's API is ours: it keeps one of each in a process, and refuses whoever comes second. To be made
 * before anything is registered; only who asks costs more than two looks.
 */
export class ApiGlobals {
	private readonly before = registered();
	private ours = this.before;

	/** All that is to be registered is registered now. */
	settle(): void {
		this.ours = registered();
	}

	/** Whose each is at this moment. */
	states(): Record<ApiGlobal, ApiGlobalState> {
		const now = registered();
		const state = (name: ApiGlobal) => stateOf(this.before[name], this.ours[name], now[name]);
		return {
			trace: state('trace'),
			metrics: state('metrics'),
			logs: state('logs'),
			context: state('context'),
			propagation: state('propagation'),
		};
	}
}

function stateOf(before: unknown, ours: unknown, now: unknown): ApiGlobalState {
	if (before !== undefined) return 'taken';
	if (now === ours) return ours === undefined ? 'unused' : 'ours';
	return now === undefined ? 'removed' : 'replaced';
}

/** Whether somebody hears OpenTelemetry's diagnostics. */
export function isDiagnosed(): boolean {
	return api().diag !== undefined;
}

function registered(): Registered {
	const { trace, metrics, logs, context, propagation } = api();
	return { trace: tracerProvider(trace), metrics, logs, context, propagation };
}

/** The API registers a stand-in of its own for tracers, which passes everything on to the provider. */
function tracerProvider(registered: unknown): unknown {
	const { getDelegate } = propertiesOf(registered);
	return typeof getDelegate === 'function' ? Reflect.apply(getDelegate, registered, []) : registered;
}

function api(): Properties {
	return propertiesOf(Reflect.get(globalThis, API_KEY));
}

type Properties = Partial<Record<string, unknown>>;

function propertiesOf(value: unknown): Properties {
	return isObject(value) ? value : {};
}
