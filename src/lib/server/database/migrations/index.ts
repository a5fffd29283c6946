import type { Migration } from 'kysely/migration';
import * as initial from './0001_initial';
import * as runRollups from './0002_run_rollups';

/** Every migration, in order. A list and no scan of a folder: the built app has no such folder. */
export const migrations: Record<string, Migration> = {
	'0001_initial': initial,
	'0002_run_rollups': runRollups,
};
