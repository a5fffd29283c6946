import { createSubscriber } from 'svelte/reactivity';
import { prefersReducedMotion } from 'svelte/motion';

const CALM_MS = 1000;

/** The time for what moves: each animation frame, or once a second where less motion is wanted. */
class Frames {
	#subscribe = createSubscriber((update) => {
		let frame = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const next = () => {
			if (prefersReducedMotion.current) timer = setTimeout(tick, CALM_MS);
			else frame = requestAnimationFrame(tick);
		};
		const tick = () => {
			update();
			next();
		};
		next();
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
	});

	/** Milliseconds since the Unix epoch. */
	get now(): number {
		this.#subscribe();
		return performance.timeOrigin + performance.now();
	}
}

export const frames = new Frames();
