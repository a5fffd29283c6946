// Puts hooks in the place of OpenTelemetry's own that throw whatever is asked of them.
import {
	context,
	diag,
	metrics,
	propagation,
	trace,
	type ContextManager,
	type DiagLogger,
	type Meter,
	type Span,
	type TextMapPropagator,
	type Tracer,
} from '@opentelemetry/api';

function hostile(): never {
	throw new Error('This hook is hostile');
}

const TRACER: Tracer = { startSpan: hostile, startActiveSpan: hostile };

const SPAN: Span = {
	spanContext: hostile,
	setAttribute: hostile,
	setAttributes: hostile,
	addEvent: hostile,
	addLink: hostile,
	addLinks: hostile,
	setStatus: hostile,
	updateName: hostile,
	end: hostile,
	isRecording: hostile,
	recordException: hostile,
};

const PROPAGATOR: TextMapPropagator = { inject: hostile, extract: hostile, fields: hostile };

const METER: Meter = {
	createGauge: hostile,
	createHistogram: hostile,
	createCounter: hostile,
	createUpDownCounter: hostile,
	createObservableGauge: hostile,
	createObservableCounter: hostile,
	createObservableUpDownCounter: hostile,
	addBatchObservableCallback: hostile,
	removeBatchObservableCallback: hostile,
};

const CONTEXTS: ContextManager = {
	active: hostile,
	with: hostile,
	bind: hostile,
	enable: hostile,
	disable: hostile,
};

const LOGGER: DiagLogger = { error: hostile, warn: hostile, info: hostile, debug: hostile, verbose: hostile };

const HOOKS: Record<string, () => unknown> = {
	tracer: () => trace.setGlobalTracerProvider({ getTracer: () => TRACER }),
	span: () => trace.setGlobalTracerProvider({ getTracer: () => ({ ...TRACER, startSpan: () => SPAN }) }),
	propagator: () => propagation.setGlobalPropagator(PROPAGATOR),
	meter: () => metrics.setGlobalMeterProvider({ getMeter: () => METER }),
	instrument: () => {
		const meter: Meter = { ...METER, createHistogram: () => ({ record: hostile }) };
		metrics.setGlobalMeterProvider({ getMeter: () => meter });
	},
	'context manager': () => context.setGlobalContextManager(CONTEXTS),
	'logger of failures': () => {
		diag.setLogger(LOGGER);
		trace.setGlobalTracerProvider({ getTracer: () => TRACER });
	},
};

export const HOSTILE_HOOKS = Object.keys(HOOKS);

/** @param hook one of {@link HOSTILE_HOOKS} */
export function makeHostile(hook: string): void {
	const make = HOOKS[hook];
	if (make === undefined) throw new Error(`No hook is called ${hook}`);
	make();
}
