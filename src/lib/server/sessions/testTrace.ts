import type { SessionEvent } from '$trace/sessionEvent';
import type { LogLine, TraceSpan } from '$trace/wire';

/** Spans and log lines for unit tests: whole, with what a test names put in. */

export function span(given: Partial<TraceSpan> = {}): TraceSpan {
	return {
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		spanId: '00f067aa0ba902b7',
		parentSpanId: null,
		name: 'span',
		kind: 'internal',
		scope: 'test',
		service: 'glasshouse',
		startTimeUnixNano: '1000',
		endTimeUnixNano: '2000',
		status: { code: 'unset' },
		attributes: {},
		events: [],
		links: [],
		...given,
	};
}

export function logLine(given: Partial<LogLine> = {}): LogLine {
	return {
		timeUnixNano: '1500',
		level: 'info',
		message: 'line',
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		spanId: null,
		attributes: {},
		...given,
	};
}

export function sessionEvent(given: Partial<SessionEvent> = {}): SessionEvent {
	return {
		sessionId: '019a0000-0000-7000-8000-000000000001',
		id: 'life-1',
		type: 'step.request',
		phase: 'event',
		timeUnixNano: '1500',
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		spanId: null,
		correlationId: null,
		parentId: null,
		latencyMs: null,
		instanceId: 'test',
		data: {},
		...given,
	};
}
