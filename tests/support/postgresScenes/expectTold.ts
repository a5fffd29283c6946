import { expect } from 'bun:test';
import { isFromOutside } from './endings';
import type { Scene, ToldSpan } from './scene';

type Timed = ToldSpan & { durationMs: number };

/** Compares the spans of a trace, in the order of their beginning, with what a scene says is told of it. */
export function expectTold(spans: readonly Timed[], scene: Scene): void {
	const queries = spans.filter(({ name }) => !/^pg(?:-pool)?\.connect$/.test(name) && !isFromOutside(name));
	expect(queries.map(({ name }) => (/^test_\d+$/.test(name) ? 'the database' : name))).toEqual(
		scene.spans.map(({ name }) => name),
	);
	for (const [index, { name, durationMs, ...expected }] of scene.spans.entries()) {
		const query = queries[index];
		expect(query).toMatchObject({ kind: 'client', status: 'unset', ...expected });
		expect(query?.durationMs, name).toBeGreaterThanOrEqual(durationMs ?? 0);
	}
	expect(JSON.stringify(spans)).not.toContain('hush');
}
