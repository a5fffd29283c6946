import { Glasshouse } from './glasshouse';
import { startInstance } from './instance';
import { targetEnv } from './instanceEnv';
import type { Options } from './options';
import { startReceiver, type Receiver } from './otlp/receiver';
import type { Progress } from './progress';
import { startTarget, type Target } from './target/target';
import type { Undo } from './undo';

/** Everything that a run needs to take place. */
export interface Stage {
	readonly glasshouse: Glasshouse;
	/** What the check requests. */
	readonly targetUrl: string;
	/** Ours; `null` where somebody else's is requested. */
	readonly target: Target | null;
	/** At which the app was pointed; `null` where it sends elsewhere. */
	readonly receiver: Receiver | null;
}

export interface Theatre {
	readonly shell: Record<string, string | undefined>;
	readonly signal: AbortSignal;
	readonly progress: Progress;
	/** Takes how everything is removed again. */
	readonly undo: Undo;
}

/** @throws VerifyError where something does not start */
export async function setStage(options: Options, theatre: Theatre): Promise<Stage> {
	const token = theatre.shell.GLASSHOUSE_TOKEN;
	if (options.url === null) return ownStage(options, theatre, token);
	return {
		glasshouse: new Glasshouse(options.url, token),
		targetUrl: options.target ?? `${options.url}/healthz`,
		target: null,
		receiver: null,
	};
}

async function ownStage(options: Options, theatre: Theatre, token: string | undefined): Promise<Stage> {
	const { shell, signal, progress, undo } = theatre;
	const receiver = options.otlp ? startReceiver() : null;
	if (receiver !== null) undo.later(() => receiver.stop());
	progress.doing('Starting Glasshouse');
	const settings = { otlpEndpoint: receiver?.url ?? null, servesMetrics: options.self };
	const { url, env } = await startInstance(shell, settings, undo, signal);
	const target = options.target === null ? await startTarget(targetEnv(env), undo) : null;
	progress.done(`Glasshouse is started at ${url}`);
	const targetUrl = target?.url ?? options.target ?? url;
	return { glasshouse: new Glasshouse(url, token), targetUrl, target, receiver };
}
