import type { Drawing, Part } from './parts';

/** A module with the modules that it imports, by their paths from the root. */
export interface Module {
	readonly source: string;
	readonly imports: readonly string[];
}

/** Which part imports which: of every part those that it needs, itself left out. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** @throws where a module is no part of the house: then it wants a name */
export function graphOf({ of, parts }: Drawing, modules: readonly Module[]): Graph {
	const graph = new Map(parts.map(({ name }): [string, Set<string>] => [name, new Set()]));
	for (const { source, imports } of modules.filter((module) => of.test(module.source))) {
		const from = partOf(parts, source);
		for (const path of imports.filter((target) => of.test(target))) {
			const to = partOf(parts, path);
			if (to !== from) graph.get(from)?.add(to);
		}
	}
	return graph;
}

function partOf(parts: readonly Part[], path: string): string {
	const part = parts.find(({ modules }) => modules.test(path));
	if (part === undefined) throw new Error(`${path} is no part of scripts/architecture/parts.ts`);
	return part.name;
}

/** Without these parts, and without their arrows. */
export function without(graph: Graph, names: ReadonlySet<string>): Graph {
	const kept = [...graph].filter(([name]) => !names.has(name));
	return new Map(kept.map(([name, needed]) => [name, new Set([...needed].filter((one) => !names.has(one)))]));
}

/** Without the arrows that follow from others: who reaches whom stays as it is. */
export function reduced(graph: Graph): Graph {
	const left = new Map([...graph].map(([name, needed]) => [name, new Set(needed)]));
	for (const [from, needed] of graph) {
		for (const to of [...needed].sort()) {
			left.get(from)?.delete(to);
			if (!reaches(left, from, to)) left.get(from)?.add(to);
		}
	}
	return left;
}

function reaches(graph: Graph, from: string, to: string): boolean {
	const seen = new Set<string>();
	const waiting = [from];
	for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
		for (const next of graph.get(name) ?? []) {
			if (next === to) return true;
			if (seen.has(next)) continue;
			seen.add(next);
			waiting.push(next);
		}
	}
	return false;
}
