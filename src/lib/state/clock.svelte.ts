import { createSubscriber } from 'svelte/reactivity';

/** The time as pages tell it: once a second, and only while somebody looks. */
class Clock {
	#subscribe = createSubscriber((update) => {
		const tick = () => document.visibilityState === 'visible' && update();
		const timer = setInterval(tick, 1000);
		document.addEventListener('visibilitychange', tick);
		return () => {
			clearInterval(timer);
			document.removeEventListener('visibilitychange', tick);
		};
	});

	/** Milliseconds since the Unix epoch. */
	get now(): number {
		this.#subscribe();
		return Date.now();
	}
}

export const clock = new Clock();
