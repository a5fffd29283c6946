import type { TraceSpan } from '../../src/lib/trace/wire';
import { AskError } from './ask';
import type { PlaceError } from './evidence';
import type { Place, Sought } from './places/place';
import type { WantedMetric } from './wantedMetrics';

/** What a place has at the moment; `null` of what it does not hold, or could not be asked for. */
export interface Survey {
	readonly spans: readonly TraceSpan[] | null;
	readonly metrics: readonly WantedMetric[] | null;
	readonly logs: readonly string[] | null;
	/** The first question that was not answered. */
	readonly error: PlaceError | null;
}

/** Asks a place for everything that it holds, once and all at once. */
export async function survey(
	place: Place,
	sought: Sought,
	metrics: readonly WantedMetric[],
): Promise<Survey> {
	const errors: PlaceError[] = [];
	const answered = async <T>(answer: Promise<T> | undefined): Promise<T | null> => {
		try {
			return (await answer) ?? null;
		} catch (error) {
			if (!(error instanceof AskError)) throw error;
			errors.push(error);
			return null;
		}
	};
	const [spans, found, logs] = await Promise.all([
		answered(place.findTrace?.(sought)),
		answered(metrics.length === 0 ? undefined : place.findMetrics?.(metrics, sought)),
		answered(place.findLogs?.(sought)),
	]);
	return { spans, metrics: found, logs, error: errors[0] ?? null };
}
