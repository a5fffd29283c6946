import type { Surroundings } from '../overhead/result';
import { describeVersions } from '../overhead/surroundings';
import type { Results } from './results';

/** When, where and with what everything was measured; what was measured alike stands in one line. */
export function surroundingsSection({ routes, checks, ...others }: Results): string {
	const measured = [...routes, ...checks, ...Object.entries(others)].flatMap(([name, result]) =>
		result === undefined ? [] : [{ name, surroundings: result.surroundings }],
	);
	const alike = Map.groupBy(measured, ({ surroundings }) => lineOf(surroundings));
	if (alike.size === 0) return 'Nothing was measured yet.';
	return [...alike]
		.map(([line, group]) => `- ${group.map(({ name }) => name).join(', ')}: ${line}`)
		.join('\n');
}

function lineOf({ date, machine, loadBefore, versions }: Surroundings): string {
	return `${date}; ${machine}; load average before: ${loadBefore}; ${describeVersions(versions)}`;
}
