import type { ApiGlobal, ApiGlobalState, Initialisation } from '$telemetry/health/types';
import { counted, inWords } from './number';
import { listed } from './telemetry';

/** How often telemetry was initialised, and whether it is alone: `once`, `3 times`, `once, and disturbed`. */
export function initialisedHow({ once, times }: Initialisation): string {
	if (once) return 'once';
	return times === 1 ? 'once, and disturbed' : counted(times, 'time', 'times');
}

/** How often it was asked for again, which is nobody's fault: the preload and kit's own door are two. */
export function askedAgain({ repeats }: Initialisation): string {
	return repeats === 0 ? 'never' : `${counted(repeats, 'time', 'times')}, and given what ran`;
}

/** What makes telemetry more than one, each with what can be done; empty where it was initialised once. */
export function notOnce(initialisation: Initialisation): string[] {
	const { times, globals, refused } = initialisation;
	return [
		...(times > 1 ? [startedAgain(times)] : []),
		...STATES.flatMap(({ state, says }) => {
			const names = namesOf(globals, state);
			return names.length === 0 ? [] : [says(listed(names))];
		}),
		...(refused > 0 ? [wasRefused(refused)] : []),
	];
}

const OTHER = 'Take the other OpenTelemetry SDK out of this process';

const STATES: { state: ApiGlobalState; says: (names: string) => string }[] = [
	{
		state: 'taken',
		says: (names) =>
			`Somebody came first: ${names} of OpenTelemetry’s API had been registered when telemetry started, and what ` +
			`goes through them is not seen here. ${OTHER}, and let \`bun --preload ./telemetry.ts\` come before all else.`,
	},
	{
		state: 'replaced',
		says: (names) =>
			`Somebody has put theirs in our place: ${names} of OpenTelemetry’s API, and what goes through them is not ` +
			`seen here any more. ${OTHER}.`,
	},
	{
		state: 'removed',
		says: (names) =>
			`Somebody has taken ours away: ${names} of OpenTelemetry’s API, and what goes through them is seen by nobody. ` +
			'Find who calls `disable()`, as another SDK does when it stops.',
	},
];

function namesOf(globals: Initialisation['globals'], wanted: ApiGlobalState): string[] {
	const names: ApiGlobal[] = ['trace', 'metrics', 'logs', 'context', 'propagation'];
	return names.filter((name) => globals[name] === wanted).map((name) => `\`${name}\``);
}

function startedAgain(times: number): string {
	return (
		`Telemetry was started ${inWords(times)} times: a start that failed halfway has left behind what it patched and ` +
		'registered. Let a start that fails end the process, as `telemetry.ts` does.'
	);
}

function wasRefused(refused: number): string {
	const what = refused === 1 ? 'one thing' : `${inWords(refused)} things`;
	return (
		`Another OpenTelemetry SDK was started later, and could not register ${what} of its own. It exports nothing of ` +
		`the app, and what it patches is traced twice. ${OTHER}.`
	);
}
