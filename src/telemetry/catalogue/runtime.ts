import type { MetricDefinition } from '../definition';

/** A runtime without conventions has names of its own; `process.*` are OpenTelemetry's. */
export const RUNTIME_METRICS = {
	eventLoopDelayMin: eventLoopDelay('min', 'Shortest'),
	eventLoopDelayMax: eventLoopDelay('max', 'Longest'),
	eventLoopDelayMean: eventLoopDelay('mean', 'Mean'),
	eventLoopDelayP50: eventLoopDelay('p50', 'Median of the'),
	eventLoopDelayP90: eventLoopDelay('p90', '90th percentile of the'),
	eventLoopDelayP99: eventLoopDelay('p99', '99th percentile of the'),
	processCpuTime: {
		name: 'process.cpu.time',
		instrument: 'observableCounter',
		unit: 's',
		description: 'CPU seconds of this process.',
		attributes: ['cpu.mode'],
	},
	processCpuUtilization: {
		name: 'process.cpu.utilization',
		instrument: 'observableGauge',
		unit: '1',
		description: 'CPU time of this process over the last export interval, as a share of all its CPUs.',
		attributes: ['cpu.mode'],
	},
	processMemoryUsage: {
		name: 'process.memory.usage',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Physical memory in use (RSS).',
		attributes: [],
	},
	processUptime: {
		name: 'process.uptime',
		instrument: 'observableGauge',
		unit: 's',
		description: 'Time since this process has started.',
		attributes: [],
	},
	processFileDescriptors: {
		name: 'process.unix.file_descriptor.count',
		instrument: 'observableUpDownCounter',
		unit: '{file_descriptor}',
		description: 'Number of open file descriptors, sockets among them; Linux only.',
		attributes: [],
	},
	processContextSwitches: {
		name: 'process.context_switches',
		instrument: 'observableCounter',
		unit: '{context_switch}',
		description: 'Number of context switches of this process.',
		attributes: ['process.context_switch.type'],
	},
	processPagingFaults: {
		name: 'process.paging.faults',
		instrument: 'observableCounter',
		unit: '{fault}',
		description: 'Number of page faults of this process.',
		attributes: ['system.paging.fault.type'],
	},
	jscHeapSize: {
		name: 'jsc.heap.size',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: "Live bytes of JavaScriptCore's heap as of its last collection.",
		attributes: [],
	},
	jscHeapCapacity: {
		name: 'jsc.heap.capacity',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description:
			"Bytes that JavaScriptCore's heap has reserved, as of the last count: every 10 s, on heaps up to 64 MB.",
		attributes: [],
	},
	jscHeapExtraMemory: {
		name: 'jsc.heap.extra_memory',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Bytes outside the heap that its objects hold, such as buffers.',
		attributes: [],
	},
	jscObjects: {
		name: 'jsc.objects',
		instrument: 'observableUpDownCounter',
		unit: '{object}',
		description:
			'Number of live objects in the heap, as of the last count: every 10 s, on heaps up to 64 MB.',
		attributes: [],
	},
	jscProtectedObjects: {
		name: 'jsc.objects.protected',
		instrument: 'observableUpDownCounter',
		unit: '{object}',
		description: 'Number of objects that native code keeps from being collected; counted with `jsc.objects`.',
		attributes: [],
	},
	bunPromises: {
		name: 'bun.promises',
		instrument: 'observableUpDownCounter',
		unit: '{promise}',
		description:
			'Number of live promises, counted with `jsc.objects`: it grows where something is awaited in vain.',
		attributes: [],
	},
} as const satisfies Record<string, MetricDefinition>;

function eventLoopDelay(statistic: string, words: string) {
	return {
		name: `bun.eventloop.delay.${statistic}`,
		instrument: 'observableGauge',
		unit: 's',
		description: `${words} delay of the event loop over the last export interval.`,
		attributes: [],
	} as const;
}
