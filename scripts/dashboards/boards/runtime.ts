import { METRICS } from '../../../src/telemetry/catalogue';
import type { Dashboard, Section } from '../model';
import { now, perSecond } from '../promql';
import { SOCKETS } from './sockets';

const BY_INSTANCE = ['service.instance.id'] as const;
const INSTANCE = '{{service.instance.id}}';

const LOOP: Section = {
	title: 'Event loop and CPU',
	panels: [
		{
			title: 'Event-loop delay',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How late the event loop was over the last interval: the shortest, usual and longest delays.',
			act: 'something keeps the thread busy. Take a CPU profile in the app while it does.',
			bad: 0.1,
			queries: [
				{ expression: now(METRICS.eventLoopDelayP50, {}, 'max'), legend: 'p50' },
				{ expression: now(METRICS.eventLoopDelayP90, {}, 'max'), legend: 'p90' },
				{ expression: now(METRICS.eventLoopDelayP99, {}, 'max'), legend: 'p99' },
				{ expression: now(METRICS.eventLoopDelayMax, {}, 'max'), legend: 'longest' },
			],
		},
		{
			title: 'Event-loop delay, by process',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'The mean delay of each process over the last interval, and the shortest of all.',
			act: 'one process alone has something to do that others have not: a profile, a large page, a run.',
			bad: 0.05,
			queries: [
				{ expression: now(METRICS.eventLoopDelayMean, { by: BY_INSTANCE }, 'max'), legend: INSTANCE },
				{ expression: now(METRICS.eventLoopDelayMin, {}, 'min'), legend: 'shortest' },
			],
		},
		{
			title: 'CPU, by mode',
			kind: 'lines',
			unit: 'percentunit',
			width: 6,
			tells: 'The share of all its CPUs that each process uses, in its own code and in the kernel.',
			act: 'user is script, or the collector of garbage; system is the network and files.',
			queries: [
				{
					expression: now(METRICS.processCpuUtilization, { by: [...BY_INSTANCE, 'cpu.mode'] }),
					legend: `${INSTANCE} {{cpu.mode}}`,
				},
			],
		},
		{
			title: 'CPUs in use',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'CPU seconds a second, by mode, whatever the number of CPUs.',
			act: 'steadily above 1, the script’s one thread is not all: compression, TLS, or the collector of garbage.',
			queries: [
				{ expression: perSecond(METRICS.processCpuTime, { by: ['cpu.mode'] }), legend: '{{cpu.mode}}' },
			],
		},
	],
};

const MEMORY: Section = {
	title: 'Memory',
	panels: [
		{
			title: 'Memory',
			kind: 'lines',
			unit: 'bytes',
			width: 6,
			tells: 'Physical memory of each process.',
			act: 'if it rises for hours and the heap does too, take two heap snapshots and compare them.',
			queries: [{ expression: now(METRICS.processMemoryUsage, { by: BY_INSTANCE }), legend: INSTANCE }],
		},
		{
			title: 'Heap',
			kind: 'lines',
			unit: 'bytes',
			width: 6,
			tells: 'The heap of JavaScriptCore: live, reserved, and what its objects hold outside it.',
			act: 'live bytes that rise over days are a leak; outside bytes that do are buffers which somebody keeps.',
			queries: [
				{ expression: now(METRICS.jscHeapSize), legend: 'live' },
				{ expression: now(METRICS.jscHeapCapacity), legend: 'reserved' },
				{ expression: now(METRICS.jscHeapExtraMemory), legend: 'outside' },
			],
		},
		{
			title: 'Objects',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Live objects in the heap, and those that native code keeps from being collected.',
			act: 'a snapshot of the heap tells which class grew, and who holds it.',
			queries: [
				{ expression: now(METRICS.jscObjects), legend: 'live' },
				{ expression: now(METRICS.jscProtectedObjects), legend: 'protected' },
			],
		},
		{
			title: 'Promises',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Live promises.',
			act: 'if they grow and do not fall again, something is awaited in vain: see what is in flight in the app.',
			queries: [{ expression: now(METRICS.bunPromises), legend: 'promises' }],
		},
	],
};

const PROCESS: Section = {
	title: 'Process',
	panels: [
		{
			title: 'Uptime',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long each process has been running.',
			act: 'a saw is a process that is started again and again: its last lines of log say why.',
			queries: [{ expression: now(METRICS.processUptime, { by: BY_INSTANCE }, 'max'), legend: INSTANCE }],
		},
		{
			title: 'File descriptors',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Open files and sockets of each process; on Linux only.',
			act: 'near the limit (ulimit -n) nothing can be accepted any more: who opens does not close.',
			queries: [{ expression: now(METRICS.processFileDescriptors, { by: BY_INSTANCE }), legend: INSTANCE }],
		},
		{
			title: 'Context switches',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'How often a second the process gave up its CPU, of itself or because it had to.',
			act: 'many that it had to: the machine has more to do than CPUs to do it.',
			queries: [
				{
					expression: perSecond(METRICS.processContextSwitches, { by: ['process.context_switch.type'] }),
					legend: '{{process.context_switch.type}}',
				},
			],
		},
		{
			title: 'Page faults',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Page faults a second; major ones had to wait for a disk.',
			act: 'major faults on a warm process mean that the machine is short of memory.',
			queries: [
				{
					expression: perSecond(METRICS.processPagingFaults, { by: ['system.paging.fault.type'] }),
					legend: '{{system.paging.fault.type}}',
				},
			],
		},
	],
};

export const RUNTIME: Dashboard = {
	slug: 'runtime',
	title: 'Runtime',
	description: 'The process itself: event loop, CPU, heap, files and sockets, as Bun tells them.',
	sections: [LOOP, MEMORY, PROCESS, SOCKETS],
};
