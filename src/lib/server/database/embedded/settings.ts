/** PostgreSQL's settings here: a small footprint and a quick start; what was committed stays on the disk. */
const SETTINGS: Record<string, string> = {
	listen_addresses: '127.0.0.1',
	// No socket file: the port on the loopback address is the only way in.
	unix_socket_directories: '',
	max_connections: '100',
	shared_buffers: '64MB',
	huge_pages: 'off',
	io_method: 'sync',
	jit: 'off',
	wal_level: 'minimal',
	max_wal_senders: '0',
	max_wal_size: '512MB',
	autovacuum_max_workers: '2',
	timezone: 'UTC',
	log_timezone: 'UTC',
	// "log" stands above "error" here: the statements of failed queries stay out of the log.
	log_min_messages: 'log',
	log_min_error_statement: 'panic',
	log_checkpoints: 'off',
	log_line_prefix: '',
};

/** A database that nobody will miss need not wait for the disk. */
const TEMPORARY: Record<string, string> = {
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
};

export function serverFlags(temporary: boolean): string[] {
	const settings = temporary ? { ...SETTINGS, ...TEMPORARY } : SETTINGS;
	return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Nothing of it depends on the locales of the machine, so the folder may move to another one. */
export function initFlags(temporary: boolean): string[] {
	const flags = [
		'--encoding=UTF8',
		'--locale=C',
		'--lc-messages=C',
		'--locale-provider=builtin',
		'--builtin-locale=C.UTF-8',
	];
	return temporary ? [...flags, '--no-sync'] : flags;
}
