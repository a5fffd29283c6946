// The program whose start is measured: its first statement tells what the process has used by then.
const { user, system } = process.cpuUsage();
process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
