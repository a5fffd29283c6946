import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './folders';

const strings = z.array(z.string());
const healthcheck = z.strictObject({
	test: strings,
	interval: z.string(),
	timeout: z.string(),
	retries: z.int(),
	start_period: z.string(),
});
const aliases = z.record(z.string(), z.strictObject({ aliases: strings }));

/** What compose.yaml uses of the Compose Specification: whatever else stands there is a slip of the pen. */
const service = z.strictObject({
	image: z.string(),
	build: z.literal('.').optional(),
	profiles: strings.default([]),
	restart: z.literal('unless-stopped'),
	command: strings.default([]),
	environment: z.record(z.string(), z.string()).default({}),
	depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).default({}),
	ports: strings.default([]),
	volumes: strings.default([]),
	networks: z.union([strings, aliases]),
	extra_hosts: strings.default([]),
	healthcheck: healthcheck.optional(),
	'x-no-healthcheck': z.string().optional(),
	stop_grace_period: z.string().optional(),
	cap_drop: strings.optional(),
	security_opt: strings.optional(),
	mem_limit: z.string(),
});

const file = z.strictObject({
	name: z.string(),
	'x-collector': z.unknown(),
	'x-collector-ports': z.unknown(),
	services: z.record(z.string(), service),
	networks: z.record(z.string(), z.null()),
	volumes: z.record(z.string(), z.null()),
});

export type Compose = z.infer<typeof file>;
export type Service = z.infer<typeof service>;

/** @param path from the repository's root */
export function readYaml(path: string): unknown {
	return Bun.YAML.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** @throws where it uses something that is not in the schema above */
export function readCompose(): Compose {
	return file.parse(readYaml('compose.yaml'));
}

/** The services that `docker compose --profile <profile> up` starts. */
export function servicesOf({ services }: Compose, profile?: string): [string, Service][] {
	return Object.entries(services).filter(
		([, { profiles }]) => profiles.length === 0 || (profile !== undefined && profiles.includes(profile)),
	);
}

const VARIABLE = /\$\{([A-Z_]+)(?:(:?[-?])([^}]*))?\}/g;

/** The names of the variables in a text that compose is to replace. */
export function variablesIn(text: string): string[] {
	return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/**
 * Replaces variables as compose does: `${A}`, `${A-b}`, `${A:-b}`, `${A?why}`, `${A:?why}`.
 * @throws with the reason that the file gives where one is missing
 */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
	return text.replaceAll(VARIABLE, (_, name: string, operator: string = '', other: string = '') => {
		const value = env[name];
		if (value !== undefined && !(operator.startsWith(':') && value === '')) return value;
		if (operator.endsWith('?')) throw new Error(`required variable ${name} is missing a value: ${other}`);
		return other;
	});
}

/** A mount of a file or folder of the repository, or of a volume. */
export interface Mount {
	source: string;
	target: string;
	mode: string | undefined;
}

export function mountsOf({ volumes }: Service): Mount[] {
	return volumes.map((volume) => {
		const [source = '', target = '', mode] = volume.split(':');
		return { source, target, mode };
	});
}

/** The path in the repository of what a container finds at a path, or undefined where nothing is mounted there. */
export function mountedAt(one: Service, path: string): string | undefined {
	const mount = mountsOf(one).find(({ target }) => path === target || path.startsWith(`${target}/`));
	return mount === undefined ? undefined : `${mount.source}${path.slice(mount.target.length)}`;
}
