import type { Surroundings } from '../overhead/result';
import type { Results } from './results';

/** When, where and with what everything was measured; what was measured alike stands in one line. */
export function surroundingsSection({ routes, start, span, checks, overview }: Results): string {
	const measured = [...routes, ...checks].map(([name, { surroundings }]) => ({ name, surroundings }));
	for (const one of [start, span])
		if (one !== undefined) measured.push({ name: one.measurement, surroundings: one.surroundings });
	if (overview !== undefined) measured.push({ name: 'overview', surroundings: overview.surroundings });
	const alike = Map.groupBy(measured, ({ surroundings }) => lineOf(surroundings));
	if (alike.size === 0) return 'Nothing was measured yet.';
	return [...alike]
		.map(([line, group]) => `- ${group.map(({ name }) => name).join(', ')}: ${line}`)
		.join('\n');
}

function lineOf({ date, machine, loadBefore, versions }: Surroundings): string {
	const withWhat = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	return `${date}; ${machine}; load average before: ${loadBefore}; ${withWhat.join(', ')}`;
}
