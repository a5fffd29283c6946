import { setTimeout as sleep } from 'node:timers/promises';
import { getTelemetry } from '$telemetry/handle';
import { observeFleet } from './checks/fleetMetrics';
import { moveOwnCheck, seedOwnCheck } from './checks/seed';
import { config } from './config';
import { prepareDatabase } from './database/prepare';
import { feeds } from './feed/feeds';
import { captureConsole } from './log/captureConsole';
import { logUncaught } from './log/logUncaught';
import { logger, prepareLog } from './logger';
import { runLeakWatch } from './observe/leakWatch';
import { ownUrl } from './process/ownUrl';
import { perProcess } from './process/perProcess';
import { startElsewhere } from './sessions/elsewhere';
import { flushKeptTraces } from './sessions/keepTrace';
import { logLosses } from './sessions/logLosses';
import { StopStack } from './process/stopStack';
import { untraced } from './process/untraced';
import { startEngine, stopEngine } from './workflows/engine';
import { joinInstances } from './workflows/instances';
import { runRetention } from './workflows/retention';
import { runScheduler } from './workflows/scheduler';
import { runSweeper } from './workflows/sweeper';

/** Where nothing says that the server listens (`vite dev`), scheduling begins after this all the same. */
const LISTENING_FALLBACK_MS = 3000;
/** What running workflows get at least, however long requests took to finish. */
const LEAST_DRAIN_MS = 1000;
/** How long a start under way, and the last turn of what repeats, are waited for. */
const STARTING_MS = 3000;
const LAST_TURN_MS = 2000;
/** What the rest of a stop may take before the process ends by force. */
const HARD_STOP_MS = 15_000;
/** A signal that comes again so soon is the same one: a terminal and `npm start` both pass on what they get. */
const ECHO_MS = 500;

const app = perProcess('app', () => ({
	draining: new AbortController(),
	stops: new StopStack(),
	started: undefined as Promise<void> | undefined,
	parts: undefined as Promise<void> | undefined,
	stopping: undefined as Promise<void> | undefined,
	/** The built app's server listens; it takes the signals upon itself, and tells when its requests are done. */
	listening: false,
	scheduling: undefined as Promise<void> | undefined,
	/** `performance.now` until which running work is waited for, once the process is told to stop. */
	drainUntilMs: 0,
	/** `performance.now` of the first signal. */
	signalledAtMs: undefined as number | undefined,
}));

/** Fires when the process is told to stop: streams end, nothing new is scheduled. */
export const draining: AbortSignal = app.draining.signal;

interface StartOptions {
	/** What is said on the console goes into the log. `vite dev` speaks there itself, to somebody who reads along. */
	ownsConsole: boolean;
}

/**
 * Starts everything behind the pages: database, engine, scheduler. Once in a process, however often it is called.
 * @throws ConfigError, or what the database says; whatever had started by then is stopped again
 */
export function startApp(options: StartOptions): Promise<void> {
	app.started ??= untraced(() => start(options));
	return app.started;
}

async function start({ ownsConsole }: StartOptions): Promise<void> {
	const settings = config();
	prepareLog();
	logUncaught(logger);
	const releaseConsole = ownsConsole ? captureConsole(logger) : () => {};
	listenToProcess();
	app.parts = startParts();
	try {
		await app.parts;
	} catch (error) {
		// Why a process does not start is told on its console, whatever becomes of its log.
		releaseConsole();
		// Told to stop in the middle of it, it has not failed: who stops the process also ends it.
		await (app.stopping ?? app.stops.run());
		throw error;
	}
	setTimeout(() => schedule(), LISTENING_FALLBACK_MS).unref();
	logger.info({ instanceId: settings.instanceId }, 'Glasshouse has started');
}

/** In the order in which each needs the one before; a stop goes the opposite way. */
async function startParts(): Promise<void> {
	const { stops } = app;
	const { url, stop } = await prepareDatabase(config());
	stops.push('database', stop);
	const stopObserving = observeFleet();
	stops.push('metrics', () => Promise.resolve(stopObserving()));
	stops.push('telemetry', async () => getTelemetry()?.shutdown());
	draining.throwIfAborted();
	const membership = await joinInstances(url);
	stops.push('instance', () => membership.leave());
	stops.push('other processes', startElsewhere(url));
	stops.push('kept traces', flushKeptTraces);
	draining.throwIfAborted();
	const stopLogging = logLosses();
	stops.push('losses of runs', () => Promise.resolve(stopLogging()));
	stops.push('live feed', () => Promise.resolve(feeds.stop()));
	stops.push('engine', () => stopEngine(Math.max(LEAST_DRAIN_MS, app.drainUntilMs - performance.now())));
	await startEngine(url);
	membership.beat();
}

/** Waits for the server, for the first check of all is of its own `/healthz`. */
function schedule(port?: number): void {
	if (draining.aborted) return;
	app.scheduling ??= untraced(async () => {
		await seed(port);
		await Promise.all([
			runScheduler(draining),
			runSweeper(draining),
			runRetention(draining),
			runLeakWatch(draining),
		]);
	});
}

async function seed(port?: number): Promise<void> {
	const url = ownUrl(config(), port);
	try {
		if (url === null) return;
		await seedOwnCheck(url);
		if (config().databaseUrl === undefined) await moveOwnCheck(url);
	} catch (error) {
		logger.error({ err: error }, 'Could not make the check of Glasshouse itself');
	}
}

function listenToProcess(): void {
	// Names that Node's types do not know: kit's, and our own server's.
	const events = process as NodeJS.EventEmitter;
	events.once('glasshouse:listening', (server: unknown) => {
		app.listening = true;
		schedule(portOf(server));
	});
	events.once('sveltekit:shutdown', () => void stopApp());
	process.on('SIGTERM', onSignal);
	process.on('SIGINT', onSignal);
}

function portOf(server: unknown): number | undefined {
	const known = typeof server === 'object' && server !== null && 'port' in server;
	return known && typeof server.port === 'number' ? server.port : undefined;
}

/**
 * Without the built app's server nobody else ends the process: it is still starting, or it is `vite dev`. Whoever
 * signals again does not want to wait any longer.
 */
function onSignal(): void {
	const now = performance.now();
	const sinceMs = now - (app.signalledAtMs ??= now);
	if (sinceMs > ECHO_MS) forceStop(sinceMs);
	app.drainUntilMs ||= now + config().shutdownTimeoutMs;
	app.draining.abort();
	if (!app.listening) void stopApp();
}

/** Stops everything in order and ends the process: with 0, or with 1 where it took too long. */
function stopApp(): Promise<void> {
	app.stopping ??= untraced(stop);
	return app.stopping;
}

async function stop(): Promise<void> {
	app.draining.abort();
	const hardMs = Math.max(0, app.drainUntilMs - performance.now()) + HARD_STOP_MS;
	setTimeout(() => forceStop(hardMs), hardMs);
	await Promise.race([app.parts?.catch(() => undefined), sleep(STARTING_MS)]);
	await Promise.race([app.scheduling, sleep(LAST_TURN_MS)]);
	await app.stops.run();
	process.exit(0);
}

function forceStop(afterMs: number): void {
	logger.fatal(`Did not stop within ${Math.round(afterMs)} ms: the process ends as it is`);
	process.exit(1);
}
