/**
 * Whether a type is one of those asked for: `step.request` is that one, `step.*` all that begin so, `*` every one.
 * @param patterns none of them means all
 */
export function typeFilter(patterns: readonly string[] = []): (type: string) => boolean {
	const trimmed = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
	if (trimmed.length === 0) return () => true;
	const exact = new Set(trimmed.filter((pattern) => !pattern.endsWith('*')));
	const prefixes = trimmed.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
	return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}
