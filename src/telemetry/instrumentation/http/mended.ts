import { SpanKind, trace, type Span } from '@opentelemetry/api';
import type * as Official from '@opentelemetry/instrumentation-http';
import type { ClientRequest } from 'node:http';
import { callersContext, callIn } from '../../callersContext';
import { guard } from '../../guard';
import { provide } from '../../guarded/provide';
import { loadPackage } from '../../loadPackage';
import type { Method } from '../../wrapMethod';
import { quietly } from './guardedListeners';
import { keepHeaderList } from './headerLists';
import { transparent } from './transparent';

/** Whose functions are patched. */
export type Component = 'http' | 'https';

type MakePatch = (component: Component) => (original: Method<unknown>) => Method<unknown>;
type Patch = (component: unknown, original: Method<unknown>) => Method<unknown>;
type Told = (...args: unknown[]) => void;

/** What is called on the official instrumentation, by us or by itself. A test fails where an upgrade renames it. */
interface Internals {
	_getPatchOutgoingRequestFunction: MakePatch;
	_getPatchHttpsOutgoingRequestFunction: MakePatch;
	_incomingRequestFunction: Patch;
	_outgoingRequestFunction: Patch;
	_traceClientRequest: (request: ClientRequest, ...rest: unknown[]) => ClientRequest;
	_onServerResponseFinish: Told;
	_onServerResponseError: Told;
	_onOutgoingRequestError: (span: Span, attributes: unknown, startTime: unknown, error: unknown) => void;
	_closeHttpSpan: (span: Span, kind: SpanKind, ...rest: unknown[]) => void;
}

const INTERNALS = [
	'_getPatchOutgoingRequestFunction',
	'_getPatchHttpsOutgoingRequestFunction',
	'_incomingRequestFunction',
	'_outgoingRequestFunction',
	'_traceClientRequest',
	'_onServerResponseFinish',
	'_onServerResponseError',
	'_onOutgoingRequestError',
	'_closeHttpSpan',
] as const satisfies readonly (keyof Internals)[];

/** What takes the place of a module's functions. */
export interface HttpPatches {
	/** Of `request`. */
	outgoing(component: Component, original: Method<unknown>): Method<unknown>;
	/** Of `emit` of a server, for the event `request`. */
	incoming(component: Component, original: Method<unknown>): Method<unknown>;
}

/**
 * Loads the official instrumentation, mended so that it does not change what its host does, whatever throws in it.
 * It patches nothing by itself.
 * @throws where it is not the one that is mended here
 */
export function mendedHttpInstrumentation(): HttpPatches {
	const { HttpInstrumentation } = loadPackage('@opentelemetry/instrumentation-http') as typeof Official;
	/** Its constructor makes instruments, before it can be given meters that are guarded. */
	class Guarded extends HttpInstrumentation {
		protected override _updateMetricInstruments(): void {
			guard('Making the instruments of node:http', () => super._updateMetricInstruments());
		}
	}
	const instrumentation = new Guarded({ enabled: false });
	const official: object = instrumentation;
	if (!hasInternals(official)) throw new TypeError('It is not the one that is mended here');
	mend(official);
	provide(instrumentation);
	return {
		outgoing: (component, original) =>
			component === 'https'
				? official._getPatchHttpsOutgoingRequestFunction(component)(original)
				: official._getPatchOutgoingRequestFunction(component)(original),
		incoming: (component, original) => official._incomingRequestFunction(component, original),
	};
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
