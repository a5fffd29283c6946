import type { SessionData, SessionEvent } from '$trace/sessionEvent';
import type { Drops, Session } from './session';

/** What was dropped of a session; never over a rate itself. */
export const HEALTH = 'telemetry.health';

export function isHealth({ type }: SessionEvent): boolean {
	return type === HEALTH;
}

/** Counts by reason: since the last such event, and since the session began in this process. */
export function healthData(session: Session): SessionData {
	const { dropped, told } = session;
	const since = Object.entries(dropped).map(([reason, count]) => [
		reason,
		count - told[reason as keyof Drops],
	]);
	Object.assign(told, dropped);
	return { dropped: counts(since), total: counts(Object.entries(dropped)) };
}

function counts(entries: unknown[][]): SessionData {
	return Object.fromEntries(entries.filter(([, count]) => count !== 0)) as SessionData;
}
