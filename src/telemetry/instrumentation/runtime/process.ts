import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Attributes, Meter } from '@opentelemetry/api';
import { METRICS } from '../../catalogue';
import { CpuWindow } from './cpuWindow';
import { observeTogether } from './observe';

const MICROSECONDS = 1e-6;
const USER: Attributes = { 'cpu.mode': 'user' };
const SYSTEM: Attributes = { 'cpu.mode': 'system' };
const VOLUNTARY: Attributes = { 'process.context_switch.type': 'voluntary' };
const INVOLUNTARY: Attributes = { 'process.context_switch.type': 'involuntary' };
const MINOR: Attributes = { 'system.paging.fault.type': 'minor' };
const MAJOR: Attributes = { 'system.paging.fault.type': 'major' };

/**
 * https://opentelemetry.io/docs/specs/semconv/system/process-metrics/, as far as the operating system tells.
 * @returns what ends it
 */
export function observeProcess(meter: Meter, windowMs: number): () => void {
	const ends = [observeEverywhere(meter, windowMs)];
	// On Windows libuv's getrusage leaves these at zero.
	if (process.platform !== 'win32') ends.push(observeResources(meter));
	if (process.platform === 'linux') ends.push(observeFiles(meter));
	return () => {
		for (const end of ends) end();
	};
}

function observeEverywhere(meter: Meter, windowMs: number): () => void {
	const cpu = new CpuWindow(windowMs, availableParallelism());
	const definitions = {
		cpuTime: METRICS.processCpuTime,
		cpuUtilization: METRICS.processCpuUtilization,
		memory: METRICS.processMemoryUsage,
		uptime: METRICS.processUptime,
	};
	return observeTogether(meter, definitions, (observe) => {
		const { user, system } = process.cpuUsage();
		observe('cpuTime', user * MICROSECONDS, USER);
		observe('cpuTime', system * MICROSECONDS, SYSTEM);
		const share = cpu.share({ atMs: performance.now(), user, system });
		if (share !== undefined) {
			observe('cpuUtilization', share.user, USER);
			observe('cpuUtilization', share.system, SYSTEM);
		}
		observe('memory', process.memoryUsage.rss());
		observe('uptime', process.uptime());
	});
}

function observeResources(meter: Meter): () => void {
	const definitions = { switches: METRICS.processContextSwitches, faults: METRICS.processPagingFaults };
	return observeTogether(meter, definitions, (observe) => {
		const usage = process.resourceUsage();
		observe('switches', usage.voluntaryContextSwitches, VOLUNTARY);
		observe('switches', usage.involuntaryContextSwitches, INVOLUNTARY);
		observe('faults', usage.minorPageFault, MINOR);
		observe('faults', usage.majorPageFault, MAJOR);
	});
}

function observeFiles(meter: Meter): () => void {
	return observeTogether(meter, { files: METRICS.processFileDescriptors }, (observe) =>
		observe('files', openFiles()),
	);
}

const OWN_FILES = '/proc/self/fd';

/** Since Linux 6.2 the folder's size is the number; before, it is 0 and the folder is read, which opens one more. */
function openFiles(): number {
	return statSync(OWN_FILES).size || readdirSync(OWN_FILES).length - 1;
}
