// A program for tests: runs an embedded server as the app would, says so, and waits to be killed.
import { startEmbedded } from './embedded';

const [dataDir = ''] = process.argv.slice(2);
const server = await startEmbedded({ dataDir, onLog: () => undefined });
process.stdout.write(`${server.url}\n`);
setInterval(() => undefined, 60_000);
