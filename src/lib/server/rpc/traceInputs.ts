import { z } from 'zod';
import { MOST_LISTED } from '$server/observe/traceList';
import type { TraceFilter } from '$trace/traceFilter';
import { ORDERS } from '$trace/traceOrder';
import { limit } from './inputs';

const value = z.string().min(1).max(200);
const values = z
	.union([value, z.array(value).max(10)])
	.transform((given) => [given].flat())
	.optional();
const flag = z
	.union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
	.transform((given) => given === true || given === 'true' || given === '1');
const milliseconds = z.coerce.number<number | string>().min(0).optional();
const moment = z.iso.datetime({ offset: true }).optional();

/** The conditions of the traces page, by the same names as in its address. */
export const traceFilterInput = z.strictObject({
	q: value.optional().describe("Part of the root's name, its route, service or status, or of the trace id."),
	root: values.describe(
		"The root's name or route; a * behind it stands for any ending, a ! before it for not.",
	),
	service: values.describe('The name of a service that took part; a ! before it for not.'),
	status: values.describe("The root's HTTP status, a class such as 5xx, or none; a ! before it for not."),
	minMs: milliseconds.describe('Took at least so long; what is open, so far.'),
	maxMs: milliseconds.describe('Took less.'),
	from: moment.describe('Began then or later.'),
	to: moment.describe('Began before.'),
	errors: flag.default(false).describe('Only traces with a span that failed.'),
	open: flag.default(false).describe('Only traces with an open span.'),
	repeats: flag.default(false).describe('Only traces in which a query was repeated (N+1).'),
	page: flag.default(true).describe('Also what pages fetch for themselves: files and updates.'),
	sort: z.enum(ORDERS).default('started').describe('The newest, or the most, come first.'),
	limit: limit(50, MOST_LISTED),
});

export function toTraceFilter(input: z.output<typeof traceFilterInput>): TraceFilter {
	return {
		text: input.q ?? '',
		root: input.root ?? [],
		service: input.service ?? [],
		status: input.status ?? [],
		minMs: input.minMs ?? null,
		maxMs: input.maxMs ?? null,
		fromMs: input.from === undefined ? null : Date.parse(input.from),
		toMs: input.to === undefined ? null : Date.parse(input.to),
		errorsOnly: input.errors,
		openOnly: input.open,
		repeatsOnly: input.repeats,
		page: input.page,
	};
}
