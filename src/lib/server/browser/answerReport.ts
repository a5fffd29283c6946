import { isSpanContextValid, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { getTelemetry } from '$telemetry/handle';
import { config } from '../config';
import { AppError } from '../errors';
import { countBrowserReport, recordPage, recordVital } from '../metrics/browser';
import { addressOf } from '../hooks/authenticate';
import { errorResponse, logFailure, toAppError } from '../rpc/errors';
import { readJsonObject } from '../rpc/requestBody';
import { clockShift } from './clockShift';
import { foreignSpan } from './foreignSpan';
import { browserReport, MOST_BYTES, type BrowserReport, type BrowserSpan } from './report';
import { limitReports } from './reportLimit';

type ReportEvent = Pick<RequestEvent, 'request' | 'url' | 'getClientAddress'>;

/** POST /api/v1/telemetry/browser: what a page tells of itself. 204 where it was taken in. */
export async function answerReport(event: ReportEvent): Promise<Response> {
	try {
		await takeReport(event);
		countBrowserReport();
		return new Response(null, { status: 204 });
	} catch (failure) {
		const error = toAppError(failure);
		countBrowserReport(error);
		logFailure(error, `POST ${event.url.pathname}`);
		return errorResponse(error);
	}
}

async function takeReport(event: ReportEvent): Promise<void> {
	const receivedMs = Date.now();
	if (config().browserSampleRatio === 0)
		throw new AppError(
			'NOT_FOUND',
			'Pages of this Glasshouse report nothing: GLASSHOUSE_BROWSER_SAMPLE_RATIO=0',
		);
	await limitReports(addressOf(event));
	const report = parse(await readJsonObject(event.request, MOST_BYTES));
	const shiftMs = clockShift(report, receivedMs);
	const telemetry = getTelemetry();
	telemetry?.takeIn(report.spans.map((span) => foreignSpan(span, telemetry.serviceName, shiftMs)));
	report.spans.forEach(measure);
}

function parse(body: object | undefined): BrowserReport {
	const parsed = browserReport.safeParse(body);
	if (parsed.success) return parsed.data;
	const [first] = z.prettifyError(parsed.error).split('\n');
	throw new AppError('BAD_REQUEST', `The report is not usable: ${first ?? 'expected a report'}`, {
		cause: parsed.error,
	});
}

/** In the context of the span, so that an exemplar leads from the metric to the trace. */
function measure(span: BrowserSpan): void {
	if (span.type === 'fetch') return;
	const { traceId, spanId, sampled } = span;
	const place = { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
	const within = isSpanContextValid(place) ? trace.setSpanContext(ROOT_CONTEXT, place) : ROOT_CONTEXT;
	if (span.type === 'vital') recordVital(span, within);
	else recordPage(span, within);
}
