import type { DBOSSerializer } from '@dbos-inc/dbos-sdk';

/**
 * How inputs and results of workflows are kept: all of them are plain JSON. The engine's own format, which knows Dates
 * and Maps too and reads each value back in search of functions, costs several times as much. What was kept in that
 * one is still read.
 */
export const plainJson: DBOSSerializer = {
	name: () => 'plain_json',
	stringify: (value) => JSON.stringify(value ?? null),
	parse: (text) => (text === null || text === undefined ? null : (JSON.parse(text) as unknown)),
};
