import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Runs one of the programs here in which a part of telemetry throws.
 * @param args the part that is to throw, and `plain` for a run without any telemetry
 * @returns what it told, and how often the part threw
 */
export async function runHostile(
	program: string,
	...args: string[]
): Promise<{ told: string; failures: number }> {
	const child = Bun.spawn([process.execPath, `src/telemetry/testing/programs/${program}.ts`, ...args], {
		cwd: ROOT,
		env: {},
		stdout: 'pipe',
		stderr: 'pipe',
		timeout: 50_000,
	});
	const [stdout, stderr] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	const failures = Number(/^failures: (\d+)$/m.exec(stderr)?.[1]);
	return { told: stdout === '' ? stderr : stdout, failures };
}
