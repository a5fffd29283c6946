import { grouped } from './number';

const REASONS: Record<string, (count: string) => string> = {
	rate: (count) => `${count} over 100 a second of one type`,
	ring: (count) => `${count} older than the 500 that are held`,
	subscriber: (count) => `${count} that a reader was too slow for`,
	size: (count) => `${count} values too many for one event`,
	elsewhere: (count) => `${count} on the way from another process`,
};

/** What is missing of a run's timeline, by the reason; `null` where nothing is. */
export function droppedSentence(counts: ReadonlyMap<string, number>): string | null {
	const parts = [...counts].map(([reason, count]) => {
		const words = REASONS[reason] ?? ((told: string) => `${told} for another reason, ${reason}`);
		return words(grouped(count));
	});
	return parts.length === 0 ? null : `Not everything was told to everybody: ${parts.join(', ')}.`;
}
