// Loaded into Glasshouse before all else: tells the benchmark which port it listens on, and then, whenever it is
// asked, what the process has used. Which runs it has carried out, the benchmark knows that asked for them.
process.on('message', () => {
	const { user, system } = process.cpuUsage();
	process.send?.({ served: 0, cpuMicros: user + system, maxRssBytes: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit());
process.on('glasshouse:listening', (/** @type {{ port: number }} */ { port }) => process.send?.({ port }));
