// What a measured server tells the benchmark that started it, over the channel between parent and child.

let served = 0;

/** One request came in. */
export function countRequest() {
	served += 1;
}

/**
 * Tells the port, and from then on the account, whenever it is asked. Ends with the benchmark, however that ends.
 * @param {number} port
 */
export function tell(port) {
	process.on('message', () => process.send?.(account()));
	process.on('disconnect', () => process.exit());
	process.send?.({ port });
}

function account() {
	const { user, system } = process.cpuUsage();
	return { served, cpuMicros: user + system, maxRssBytes: process.resourceUsage().maxRSS * 1024 };
}
