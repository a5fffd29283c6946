/** A value in the environment that telemetry cannot start with: names variable, value and what was expected. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
}

export type Env = Readonly<Record<string, string | undefined>>;

const SECRET = /HEADERS$|CLIENT_KEY$/;

/**
 * Reads variables by the rules of the OpenTelemetry specification: an empty value counts as unset. Unlike it, a
 * value that cannot be used stops the start: nobody reads the warning that the specification asks for.
 */
export class Environment {
	private readonly read = new Set<string>();

	constructor(private readonly env: Env) {}

	/** Variables that are set, begin like this, and that nobody has asked for up to now. */
	unread(prefix: string): string[] {
		const names = Object.keys(this.env).filter((name) => name.startsWith(prefix) && !this.read.has(name));
		return names.filter((name) => this.text(name) !== undefined).sort();
	}

	text(name: string): string | undefined {
		this.read.add(name);
		const value = this.env[name]?.trim();
		return value === '' ? undefined : value;
	}

	/** The first of several variables that is set: a signal's own, then the one for all signals. */
	firstOf<T>(names: readonly string[], read: (name: string) => T): T | undefined {
		const [name] = names.filter((candidate) => this.text(candidate) !== undefined);
		return name === undefined ? undefined : read(name);
	}

	boolean(name: string, fallback: boolean): boolean {
		return this.oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
	}

	/** A whole number within bounds. */
	integer<F extends number | undefined>(name: string, fallback: F, least: number, most = 2_147_483_647) {
		const value = this.text(name);
		if (value === undefined) return fallback;
		const number = Number(value);
		if (/^\d+$/.test(value) && number >= least && number <= most) return number;
		return this.refuse(name, `a whole number from ${least} to ${most}`);
	}

	/** A number from 0 to 1. */
	ratio(name: string): number | undefined {
		const value = this.text(name);
		if (value === undefined) return undefined;
		const number = Number(value);
		return number >= 0 && number <= 1 ? number : this.refuse(name, 'a number from 0 to 1');
	}

	oneOf<T extends string>(name: string, allowed: readonly T[], fallback: NoInfer<T>): T {
		const value = this.text(name)?.toLowerCase();
		if (value === undefined) return fallback;
		return (
			allowed.find((candidate) => candidate === value) ?? this.refuse(name, `one of ${allowed.join(', ')}`)
		);
	}

	/** Distinct names, separated by commas. */
	names(name: string): string[] {
		const parts = (this.text(name) ?? '').split(',').map((part) => part.trim());
		return [...new Set(parts.filter((part) => part !== ''))];
	}

	someOf<T extends string>(
		name: string,
		allowed: readonly T[],
		fallback: readonly NoInfer<T>[],
	): readonly T[] {
		if (this.text(name) === undefined) return fallback;
		return this.names(name).map(
			(value) =>
				allowed.find((candidate) => candidate === value) ??
				this.refuse(name, `some of ${allowed.join(', ')}, separated by commas`),
		);
	}

	/** `key=value` pairs, separated by commas, keys and values percent-encoded. */
	pairs(name: string): Record<string, string> {
		return Object.fromEntries(this.names(name).map((pair) => this.pair(name, pair)));
	}

	/** An absolute http or https URL, whose credentials can be decoded. */
	url(name: string): URL {
		const value = this.text(name) ?? '';
		const url = URL.canParse(value) ? new URL(value) : undefined;
		if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
			return this.refuse(name, 'a URL that begins with http:// or https://');
		return isPercentEncoded(url) ? url : this.refuse(name, 'credentials that are percent-encoded');
	}

	refuse(name: string, expected: string): never {
		const value = SECRET.test(name) ? '(hidden)' : JSON.stringify(withoutSecrets(this.text(name) ?? ''));
		throw new ConfigError(`${name}=${value} is not usable: expected ${expected}`);
	}

	private pair(name: string, pair: string): [string, string] {
		const at = pair.indexOf('=');
		const key = pair.slice(0, at).trim();
		if (at < 1 || key === '') return this.refuse(name, 'key=value pairs, separated by commas');
		try {
			return [decodeURIComponent(key), decodeURIComponent(pair.slice(at + 1).trim())];
		} catch {
			return this.refuse(name, 'keys and values that are percent-encoded where they need it');
		}
	}
}

/**
 * `https://user:secret@host?key=secret` → `https://(hidden)@host?(hidden)`. What is refused need not be a URL, so
 * that rather too much is hidden; only a path that begins with `/` may hold an `@`.
 */
function withoutSecrets(text: string): string {
	return text.replace(/^(?!\/)([a-z][\w+.-]*:\/\/)?.*@/is, '$1(hidden)@').replace(/\?.*$/s, '?(hidden)');
}

function isPercentEncoded({ username, password }: URL): boolean {
	try {
		decodeURIComponent(username);
		decodeURIComponent(password);
		return true;
	} catch {
		return false;
	}
}
