import { METRICS } from '../../../src/telemetry/catalogue';
import type { Section } from '../model';
import { amountPerSecond, now, perSecond, quantile } from '../promql';

export const SOCKETS: Section = {
	title: 'WebSockets',
	panels: [
		{
			title: 'WebSockets that are open',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'WebSocket connections that are open, by route.',
			act: 'if it only rises, connections are not closed on either side: see how long they last.',
			queries: [
				{
					expression: now(METRICS.websocketActiveConnections, { by: ['http.route'] }),
					legend: '{{http.route}}',
				},
			],
		},
		{
			title: 'How WebSockets end',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'WebSocket connections a second that have ended, by their close code.',
			act: '1000 and 1001 are usual; many 1006 are connections that were cut, often by a proxy in between.',
			queries: [
				{
					expression: perSecond(METRICS.websocketConnectionDuration, { by: ['websocket.close_code'] }),
					legend: '{{websocket.close_code}}',
				},
			],
		},
		{
			title: 'Messages',
			kind: 'lines',
			unit: 'ops',
			width: 4,
			tells: 'Messages of WebSockets a second, by direction and type.',
			act: 'a client that talks much more than others is seen in the spans of its connection.',
			queries: [
				{
					expression: perSecond(METRICS.websocketMessageSize, {
						by: ['network.io.direction', 'websocket.message.type'],
					}),
					legend: '{{network.io.direction}} {{websocket.message.type}}',
				},
			],
		},
		{
			title: 'Bytes of messages',
			kind: 'lines',
			unit: 'Bps',
			width: 4,
			tells: 'Bytes a second of the messages of WebSockets, before compression, by direction.',
			act: 'compare with the number of messages: larger ones are a change in what is sent, not in who listens.',
			queries: [
				{
					expression: amountPerSecond(METRICS.websocketMessageSize, { by: ['network.io.direction'] }),
					legend: '{{network.io.direction}}',
				},
			],
		},
		{
			title: 'Size of messages',
			kind: 'lines',
			unit: 'bytes',
			width: 4,
			tells: '95 of 100 messages of WebSockets are no larger than this, by direction.',
			act: 'large messages hold up the event loop on both sides: send less at once.',
			queries: [
				{
					expression: quantile(0.95, METRICS.websocketMessageSize, { by: ['network.io.direction'] }),
					legend: '{{network.io.direction}}',
				},
			],
		},
	],
};
