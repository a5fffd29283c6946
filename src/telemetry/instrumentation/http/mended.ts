import { SpanKind, trace, type Span } from '@opentelemetry/api';
import { HttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import type { ClientRequest } from 'node:http';
import { callersContext, callIn } from '../../callersContext';
import { guard, report } from '../../guard';
import type { Method } from '../../wrapMethod';
import { quietly } from './guardedListeners';
import { keepHeaderList } from './headerLists';
import { transparent } from './transparent';

type Patch = (component: unknown, original: Method<unknown>) => Method<unknown>;
type Told = (...args: unknown[]) => void;

/** What the official instrumentation calls on itself. A test fails where an upgrade renames them. */
interface Internals {
	_incomingRequestFunction: Patch;
	_outgoingRequestFunction: Patch;
	_traceClientRequest: (request: ClientRequest, ...rest: unknown[]) => ClientRequest;
	_onServerResponseFinish: Told;
	_onServerResponseError: Told;
	_onOutgoingRequestError: (span: Span, attributes: unknown, startTime: unknown, error: unknown) => void;
	_closeHttpSpan: (span: Span, kind: SpanKind, ...rest: unknown[]) => void;
}

const INTERNALS: readonly (keyof Internals)[] = [
	'_incomingRequestFunction',
	'_outgoingRequestFunction',
	'_traceClientRequest',
	'_onServerResponseFinish',
	'_onServerResponseError',
	'_onOutgoingRequestError',
	'_closeHttpSpan',
];

/** The official instrumentation, so that it does not change what its host does, whatever throws in it. */
export class MendedHttpInstrumentation extends HttpInstrumentation {
	constructor(config: HttpInstrumentationConfig) {
		super({ ...config, enabled: false });
		if (hasInternals(this)) mend(this);
		else report('Mending the instrumentation of node:http', new TypeError('It is another one'));
		this.enable();
	}

	/** Called by the constructor of its base, before it can be given guarded meters. */
	protected override _updateMetricInstruments(): void {
		guard('Making the instruments of node:http', () => super._updateMetricInstruments());
	}
}

function hasInternals(official: object): official is Internals {
	return INTERNALS.every((name) => typeof Reflect.get(official, name) === 'function');
}

function mend(official: Internals): void {
	mendPatches(official);
	guardTold(official, '_onServerResponseFinish');
	guardTold(official, '_onServerResponseError');
	leaveOutAborts(official);
	measureInContext(official);
}

function mendPatches(official: Internals): void {
	const incoming = official._incomingRequestFunction.bind(official);
	const outgoing = official._outgoingRequestFunction.bind(official);
	const watch = official._traceClientRequest.bind(official);
	official._incomingRequestFunction = (component, emit) =>
		transparent(emit, (original) => incoming(component, original));
	official._outgoingRequestFunction = (component, request) =>
		function (this: unknown, ...asked: unknown[]) {
			const send = function (this: unknown, ...sent: unknown[]): unknown {
				guard('Keeping a list of headers', () => keepHeaderList(asked, sent));
				return Reflect.apply(request, this, sent);
			};
			return Reflect.apply(
				transparent(send, (original) => outgoing(component, original)),
				this,
				asked,
			);
		};
	official._traceClientRequest = (request, ...rest) => {
		guard('Watching a request', () => watch(quietly(request), ...rest));
		return request;
	};
}

function guardTold(official: Internals, name: '_onServerResponseFinish' | '_onServerResponseError'): void {
	const told = official[name].bind(official);
	official[name] = (...args) => guard('Recording a response', () => told(...args));
}

/** Who aborts on purpose did not fail; a timeout did. `destroy()` cannot be told from a connection that is cut. */
function leaveOutAborts(official: Internals): void {
	const failed = official._onOutgoingRequestError.bind(official);
	official._onOutgoingRequestError = (span, attributes, startTime, error) => {
		if (isDeliberateAbort(error)) official._closeHttpSpan(span, SpanKind.CLIENT, startTime, attributes);
		else guard('Recording a failed request', () => failed(span, attributes, startTime, error));
	};
}

function isDeliberateAbort(error: unknown): boolean {
	if (!(error instanceof Error) || error.name !== 'AbortError') return false;
	return !(error.cause instanceof Error && error.cause.name === 'TimeoutError');
}

/** It measures when its span is no longer active: an exemplar would name the parent's. */
function measureInContext(official: Internals): void {
	const close = official._closeHttpSpan.bind(official);
	official._closeHttpSpan = (span, ...rest) => {
		const active = callersContext();
		const within = active === undefined ? undefined : trace.setSpan(active, span);
		guard('Ending a span of node:http', () => callIn(within, () => close(span, ...rest), undefined, []));
	};
}
