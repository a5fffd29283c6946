import { context, type Attributes, type Context } from '@opentelemetry/api';
import { METRICS, SPANS } from '../catalogue';
import { instruments } from '../definition';
import { ATTR_ERROR_TYPE, ATTR_HTTP_ROUTE } from '../semconv';
import { ATTR_CLOSE_CODE, ATTR_IO_DIRECTION, ATTR_MESSAGE_TYPE } from './attributes';

const { histogram, upDownCounter } = instruments(SPANS.websocket.scope);
const active = upDownCounter(METRICS.websocketActiveConnections);
const duration = histogram(METRICS.websocketConnectionDuration);
const size = histogram(METRICS.websocketMessageSize);

/** From here on, codes are the application's own, and a client can send any of them. */
export const FIRST_OWN_CODE = 3000;

type Direction = 'receive' | 'transmit';
type MessageType = 'text' | 'binary';

/** The metrics of all connections of one route; the attributes of a message are made once. */
export class RouteMetrics {
	private readonly route: Attributes;
	private readonly messages: Record<Direction, Record<MessageType, Attributes>>;

	constructor(route: string | undefined) {
		this.route = route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route };
		this.messages = { receive: this.ofMessages('receive'), transmit: this.ofMessages('transmit') };
	}

	count(change: 1 | -1): void {
		active.add(change, this.route);
	}

	message(direction: Direction, type: MessageType, bytes: number, within: Context): void {
		size.record(bytes, this.messages[direction][type], within);
	}

	/** @param code is told to the thousand where it is an application's own, so that clients cannot make series */
	closed(seconds: number, code: number | undefined, errorType: string | undefined, within: Context): void {
		const attributes: Attributes = { ...this.route };
		if (code !== undefined)
			attributes[ATTR_CLOSE_CODE] = code < FIRST_OWN_CODE ? code : Math.floor(code / 1000) * 1000;
		if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
		duration.record(seconds, attributes, within);
	}

	private ofMessages(direction: Direction): Record<MessageType, Attributes> {
		const attributes = { ...this.route, [ATTR_IO_DIRECTION]: direction };
		return {
			text: { ...attributes, [ATTR_MESSAGE_TYPE]: 'text' },
			binary: { ...attributes, [ATTR_MESSAGE_TYPE]: 'binary' },
		};
	}
}

const routes = new Map<string | undefined, RouteMetrics>();

/** There are as many as the application has routes that upgrade. */
export function metricsOf(route: string | undefined): RouteMetrics {
	const metrics = routes.get(route) ?? new RouteMetrics(route);
	routes.set(route, metrics);
	return metrics;
}

/** A message that the server itself publishes: it goes to connections of any route, and counts once. */
export function publishedByServer(type: MessageType, bytes: number): void {
	metricsOf(undefined).message('transmit', type, bytes, context.active());
}
