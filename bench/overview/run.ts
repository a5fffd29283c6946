import { ensureBuilt } from '../../scripts/ensure.mjs';
import { startGlasshouse } from '../checks/glasshouse';
import { workFolder } from '../overhead/folder';
import { lookAround, type Surroundings } from '../overhead/surroundings';
import { askOften, type Asked } from './ask';
import { Collector } from './collector';
import { openFilled } from './database';
import { measuredOf, type Measured } from './measured';
import type { Options } from './options';

/** All that a run of the benchmark tells; `--json` prints it as it is. */
export interface Result {
	readonly surroundings: Surroundings;
	readonly options: Options;
	readonly measured: readonly Measured[];
}

const WARM_UP = 20;

/** Measures what was asked for; whatever it starts has ended when this returns or throws. */
export async function run(options: Options, progress: (line: string) => void): Promise<Result> {
	await using started = new AsyncDisposableStack();
	progress('building what has changed');
	await ensureBuilt(progress);
	const folder = workFolder();
	progress('starting PostgreSQL');
	const database = started.adopt(await openFilled(folder, options, progress), (it) => it.stop());
	const collector = started.adopt(new Collector(), (it) => it.stop());
	const surroundings = lookAround({ node: null, postgres: database.version, load: 'fetch of Bun' });
	const ground = { databaseUrl: database.url, endpoint: collector.endpoint, folder };
	const glasshouse = started.adopt(await startGlasshouse('glasshouse', ground), (it) => it.stop());
	const scene = { client: glasshouse.client, pid: glasshouse.pid, postmaster: database.postmaster };
	const asked: Asked[] = [];
	for (const path of options.paths) {
		await askOften(scene, path, { requests: WARM_UP, askers: 1 });
		for (const askers of options.askers) {
			progress(`asking for ${path}, ${askers} at a time`);
			asked.push(await askOften(scene, path, { requests: options.requests, askers }));
		}
	}
	await glasshouse.stop();
	const spansByTrace = collector.spansByTrace();
	return { surroundings, options, measured: asked.map((one) => measuredOf(one, spansByTrace)) };
}
