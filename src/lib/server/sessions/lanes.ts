/** Runs at most `most` pieces of work at a time; the others wait for their turn, first come, first served. */
export function lanes(most: number): <T>(work: () => Promise<T>) => Promise<T> {
	const waiting: (() => void)[] = [];
	let busy = 0;
	const enter = async () => {
		if (busy < most) busy += 1;
		else await new Promise<void>((go) => waiting.push(go));
	};
	const leave = () => {
		const next = waiting.shift();
		if (next === undefined) busy -= 1;
		else next();
	};
	return async (work) => {
		await enter();
		try {
			return await work();
		} finally {
			leave();
		}
	};
}
