import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_HTTP_ROUTE,
	ATTR_URL_SCHEME,
} from '../semconv';
import type { MethodConventions } from './conventions';
import type { Scheme } from './requestAttributes';
import { observeActive } from './requestMetrics';

/** Routes are few; but whoever tells them may tell anything. */
const MOST_ROUTES = 1000;

/** What the metrics call requests of one method and scheme. */
export class RequestKind {
	/** Of `http.server.active_requests`; frozen. */
	readonly attributes: Attributes;
	private count = 0;
	private readonly unrouted: RoutedKind;
	private readonly routed = new Map<string, RoutedKind>();

	/** @param name the first word of a span's name */
	constructor(
		private readonly name: string,
		method: string,
		scheme: Scheme,
	) {
		this.attributes = Object.freeze({ [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_SCHEME]: scheme });
		this.unrouted = new RoutedKind(name, this.attributes);
		observeActive(this);
	}

	/** How many are being answered. */
	get active(): number {
		return this.count;
	}

	begun(): void {
		this.count += 1;
	}

	over(): void {
		this.count -= 1;
	}

	withRoute(route: string | undefined): RoutedKind {
		if (route === undefined) return this.unrouted;
		const known = this.routed.get(route);
		if (known !== undefined) return known;
		if (this.routed.size >= MOST_ROUTES) this.routed.clear();
		const made = new RoutedKind(`${this.name} ${route}`, { ...this.attributes, [ATTR_HTTP_ROUTE]: route });
		this.routed.set(route, made);
		return made;
	}
}

/** The same, and of one route. What it tells is frozen and the same each time, which the metrics need not compare. */
export class RoutedKind {
	private readonly answered = new Map<number, Attributes>();

	/** @param spanName `{method} {route}` */
	constructor(
		readonly spanName: string,
		private readonly attributes: Attributes,
	) {}

	/**
	 * The attributes of `http.server.request.duration`.
	 * @param status `undefined` where the client left before there was one
	 */
	outcome(status: number | undefined, errorType: string | undefined): Attributes {
		if (status === undefined || errorType !== undefined) return this.tell(status, errorType);
		const known = this.answered.get(status);
		if (known !== undefined) return known;
		const told = Object.freeze(this.tell(status, undefined));
		this.answered.set(status, told);
		return told;
	}

	private tell(status: number | undefined, errorType: string | undefined): Attributes {
		const attributes = { ...this.attributes };
		if (status !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
		if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
		return attributes;
	}
}

const kinds = { http: new Map<string, RequestKind>(), https: new Map<string, RequestKind>() };

/** One for each of the few methods that the conventions know, and one for all others. */
export function kindOf({ name, method }: MethodConventions, scheme: Scheme): RequestKind {
	const ofScheme = kinds[scheme];
	const known = ofScheme.get(method);
	if (known !== undefined) return known;
	const made = new RequestKind(name, method, scheme);
	ofScheme.set(method, made);
	return made;
}
