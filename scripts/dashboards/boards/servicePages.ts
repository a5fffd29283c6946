import { METRICS as APP } from '../../../src/lib/server/metrics';
import type { Section } from '../model';
import { now, orZero, perSecond, quantile } from '../promql';
import { BY_ROUTE } from './requests';

export const BROWSER: Section = {
	title: 'In the browser',
	panels: [
		{
			title: 'Pages',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells:
				'How long three pages in four took at most to load, or to be done with a navigation, in the browser.',
			act: 'compare with the latency of the same route above: what is missing there is the network, or script.',
			queries: [
				{
					expression: quantile(0.75, APP.pageDuration, { by: ['browser.page.type', 'http.route'] }),
					legend: '{{browser.page.type}} {{http.route}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Reports of pages',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Reports a second that pages have sent, and those that were refused, by the reason.',
			act: 'many of TOO_MANY_REQUESTS are one browser that tells too much; BAD_REQUEST is a page older than the server, or a stranger.',
			queries: [
				{ expression: perSecond(APP.browserReports, { where: { 'error.type': '=""' } }), legend: 'taken' },
				{
					expression: perSecond(APP.browserReports, { by: ['error.type'], where: { 'error.type': '!=""' } }),
					legend: 'refused: {{error.type}}',
				},
			],
		},
		{
			title: 'Largest Contentful Paint',
			kind: 'lines',
			unit: 's',
			width: 4,
			tells: 'When the largest part of a page was there, for three visits in four. Good up to 2.5 s.',
			act: 'look for what the page waits for before it can draw: the answer itself, a font, an image.',
			bad: 2.5,
			queries: [
				{
					expression: quantile(0.75, APP.largestContentfulPaint, { by: BY_ROUTE }),
					legend: '{{http.route}}',
				},
			],
		},
		{
			title: 'Interaction to Next Paint',
			kind: 'lines',
			unit: 's',
			width: 4,
			tells: 'How long a page took to react at its worst, for three visits in four. Good up to 0.2 s.',
			act: 'record what the page does when it is touched: it is a long task of script.',
			bad: 0.2,
			queries: [
				{
					expression: quantile(0.75, APP.interactionToNextPaint, { by: BY_ROUTE }),
					legend: '{{http.route}}',
				},
			],
		},
		{
			title: 'Cumulative Layout Shift',
			kind: 'lines',
			unit: 'none',
			width: 4,
			tells: 'How much of a page moved about, for three visits in four. Good up to 0.1.',
			act: 'give what comes late a place of its size: images, tables, notices.',
			bad: 0.1,
			queries: [
				{
					expression: quantile(0.75, APP.cumulativeLayoutShift, { by: BY_ROUTE }),
					legend: '{{http.route}}',
				},
			],
		},
	],
};

export const FEED: Section = {
	title: 'Live feed',
	panels: [
		{
			title: 'Clients of the live feed',
			kind: 'lines',
			unit: 'short',
			width: 4,
			tells: 'Who follows the live feed, by the way in which it comes to them.',
			act: 'at 100 a process takes no more: watch with fewer windows, or start another process.',
			bad: 100,
			queries: [
				{
					expression: now(APP.feedClients, { by: ['glasshouse.feed.transport'] }),
					legend: '{{glasshouse.feed.transport}}',
				},
			],
		},
		{
			title: 'Frames of the live feed',
			kind: 'lines',
			unit: 'ops',
			width: 4,
			tells:
				'Frames a second that were sent to clients, and those that were lost because a client is too slow.',
			act: 'lost frames cost that client alone, who is told. If all lose some, the process sends more than it can.',
			queries: [
				{
					expression: perSecond(APP.feedFrames, { by: ['glasshouse.feed.transport'] }),
					legend: 'sent: {{glasshouse.feed.transport}}',
				},
				{ expression: orZero(perSecond(APP.feedDropped)), legend: 'lost' },
			],
		},
		{
			title: 'Clients sent away',
			kind: 'lines',
			unit: 'ops',
			width: 4,
			tells: 'Clients a second that the live feed did not take, or sent away, by the reason.',
			act: 'the reason foreign_origin is a page of somebody else; too_many is our own limit; message is a client that talks.',
			queries: [
				{
					expression: perSecond(APP.feedRefused, { by: ['glasshouse.feed.reason'] }),
					legend: '{{glasshouse.feed.reason}}',
				},
			],
		},
	],
};
