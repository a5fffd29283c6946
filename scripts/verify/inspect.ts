import type { TraceSpan } from '../../src/lib/trace/wire';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import { diagnose } from './diagnose';
import type { Reason, ReasonCode } from './evidence';
import { examineTrace } from './examine';
import type { Setting } from './expected';
import type { Lack } from './lack';
import type { PlaceName } from './options';
import { lookUntil, type Patience } from './patience';
import type { Place, Sought } from './places/place';
import { survey, type Survey } from './survey';
import type { Trigger } from './trigger';
import { metricTitle, type WantedMetric } from './wantedMetrics';

/** What a place has of a run; `null` of what it does not hold. */
export interface Finding {
	readonly place: PlaceName;
	/** Of the run. */
	readonly trigger: Trigger;
	readonly title: string;
	readonly spans: readonly TraceSpan[] | null;
	readonly metrics: { readonly found: readonly string[]; readonly wanted: number } | null;
	readonly logs: readonly string[] | null;
	readonly lacks: readonly Lack[];
	/** The likeliest first; empty where nothing is missing. */
	readonly reasons: readonly Reason[];
}

/** Whether nothing is missing, as far as it could be asked. */
export function isWhole({ lacks, reasons }: Pick<Finding, 'lacks' | 'reasons'>): boolean {
	return lacks.length === 0 && reasons.length === 0;
}

export interface Search {
	readonly sought: Sought;
	readonly setting: Setting;
	readonly metrics: readonly WantedMetric[];
	/** What is missing wherever one looks. */
	readonly lacks: readonly Lack[];
	readonly health: () => Promise<TelemetryHealth | null>;
	/** Hears whenever it has changed how much is missing. */
	readonly missing: (count: number) => void;
}

/** With these, nothing comes at all. */
const NOTHING_COMES: ReadonlySet<ReasonCode> = new Set([
	'place_key',
	'place_address',
	'disabled',
	'no_endpoint',
]);
/** With these, not all of it comes: what does is given so long, and what failed earlier to be tried again. */
const PART_COMES: ReadonlySet<ReasonCode> = new Set([
	'switched_off',
	'header',
	'wrong_endpoint',
	'run_failed',
]);
const PART_COMES_WITHIN_MS = 2000;

/** Looks for the telemetry of a run until it is whole, patience is over, or it is plain that it will not come. */
export function inspect(place: Place, search: Search, patience: Patience): Promise<Finding> {
	const known = new Set<WantedMetric>();
	let told = 0;
	const look = async () => {
		const finding = await lookOnce(place, search, known);
		if (finding.lacks.length !== told) search.missing((told = finding.lacks.length));
		return finding;
	};
	const startMs = performance.now();
	const isEnough = (finding: Finding) => {
		const { reasons } = finding;
		if (isWhole(finding) || isAllOfThePlace(finding, search)) return true;
		if (reasons.some(({ code }) => NOTHING_COMES.has(code))) return true;
		return (
			performance.now() - startMs > PART_COMES_WITHIN_MS && reasons.some(({ code }) => PART_COMES.has(code))
		);
	};
	return lookUntil(look, isEnough, patience);
}

/** Whether the place has all that it ever will: what is still missing is missing wherever one looks. */
function isAllOfThePlace({ lacks }: Finding, { lacks: everywhere }: Search): boolean {
	return lacks.length > 0 && lacks.length === everywhere.length;
}

/** @param known the metrics that were found before, which are not asked for again */
async function lookOnce(place: Place, search: Search, known: Set<WantedMetric>): Promise<Finding> {
	const unknown = () => search.metrics.filter((metric) => !known.has(metric));
	const seen = await survey(place, search.sought, unknown());
	for (const metric of seen.metrics ?? []) known.add(metric);
	const { spans, logs, error: placeError } = seen;
	const { trigger } = search.setting;
	const lacks = placeError === null ? [...search.lacks, ...lacksOf(seen, unknown(), search.setting)] : [];
	const isFine = lacks.length === 0 && placeError === null;
	const health = isFine ? null : await search.health();
	const found = [...known].map(metricTitle);
	return {
		place: place.name,
		trigger,
		title: place.title,
		spans,
		metrics:
			place.findMetrics === undefined || search.metrics.length === 0
				? null
				: { found, wanted: search.metrics.length },
		logs,
		lacks,
		reasons: diagnose({ place: place.name, trigger, lacks, placeError, health }),
	};
}

/** Of what the place holds. */
function lacksOf({ spans, metrics, logs }: Survey, missing: WantedMetric[], setting: Setting): Lack[] {
	const lacks = spans === null ? [] : examineTrace(spans, setting);
	for (const metric of metrics === null ? [] : missing) {
		lacks.push({ kind: 'metric', what: `metric ${metricTitle(metric)}` });
	}
	if (logs?.length === 0) lacks.push({ kind: 'log', what: 'log lines of the run' });
	return lacks;
}
