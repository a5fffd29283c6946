import { context, diag } from '@opentelemetry/api';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { cutText } from './cutText';
import { inSessionSpan, runIdOf } from './runContext';
import { sessionBus } from './sessionBus';

const LONGEST_TYPE = 100;

export interface EmitOptions {
	/** The session span to stand in, where it is not the one around. */
	parentId?: string;
}

const warned = perProcess('sessionTelemetry', () => ({ unknownId: false }));

/**
 * What a run tells of itself while it happens. Best effort: it never throws and never waits, and what does not fit is
 * counted and told in events of type `telemetry.health`. Outside a run nothing is told.
 */
export const telemetry = {
	/**
	 * One moment.
	 * @param type dotted, of low cardinality, such as `probe.redirect`
	 * @param data anything; it is cut and bounded, and secrets are masked
	 * @returns whether it is on the timeline
	 */
	emit(type: string, data?: unknown, { parentId }: EmitOptions = {}): boolean {
		return safely(false, (runId) => sessionBus().emit(runId, shortType(type), data, parentId));
	},

	/** Begins a session span. @returns its id, or an empty text where there is none */
	startSpan(type: string, data?: unknown, { parentId }: EmitOptions = {}): string {
		return safely('', (runId) => sessionBus().start(runId, shortType(type), data, parentId));
	},

	/**
	 * Ends a session span, from wherever its id is known; its `latencyMs` is measured here.
	 * @param data added to what it began with
	 * @returns `false` for an id that is not open
	 */
	endSpan(id: string, data?: unknown): boolean {
		try {
			const ended = sessionBus().end(id, data);
			if (!ended && id !== '') warnOfUnknown(id);
			return ended;
		} catch (error) {
			diag.debug('A session span could not be ended', error);
			return false;
		}
	},

	/** Runs `fn` inside a session span: what it tells, however deep, has that for a parent. */
	within<T>(id: string, fn: () => T): T {
		return id === '' ? fn() : inSessionSpan(id, fn);
	},
};

function safely<T>(otherwise: T, tell: (runId: string) => T): T {
	try {
		const runId = runIdOf(context.active());
		return runId === undefined ? otherwise : tell(runId);
	} catch (error) {
		diag.debug('A session event could not be told', error);
		return otherwise;
	}
}

function shortType(type: string): string {
	return type.length <= LONGEST_TYPE ? type : cutText(type, LONGEST_TYPE);
}

/** Once: where it happens, it happens again and again. */
function warnOfUnknown(id: string): void {
	if (warned.unknownId) return;
	warned.unknownId = true;
	logger.debug({ correlationId: id }, 'A session span was ended that is not open; this is told once');
}
