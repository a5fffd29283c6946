import type { CheckStateChange } from '../../checks/runStore';
import type { Failure } from '../../checks/schema';
import { sendWebhook } from '../../checks/webhook';
import { config } from '../../config';
import { logger } from '../../logger';
import { addSpanEvent } from '../../telemetry';
import { checkOf } from '../checkOf';
import type { Execution } from '../run';

/** Over the webhook's own time limit: nothing of it may hang. */
const BOUND_MS = 15_000;

/**
 * Tells the check's webhook that its state changed. One that cannot be reached is logged and shows in the step's
 * span; the run stays what it is. After a crash it may be told twice: the run's id tells them apart.
 */
export async function notify(
	execution: Execution,
	change: CheckStateChange | null,
	failure: Failure | null,
): Promise<void> {
	if (change === null) return;
	const { runId, checkId } = execution.run;
	try {
		const check = await checkOf(checkId);
		if (check === null || check.webhookUrl === null) return;
		const payload = {
			check: { id: check.id, name: check.name, url: check.url },
			from: change.from,
			to: change.to,
			run: { id: runId },
			failure,
			at: new Date().toISOString(),
		};
		await sendWebhook(check.webhookUrl, payload, {
			signal: AbortSignal.timeout(BOUND_MS),
			allowPrivateTargets: config().allowPrivateTargets,
		});
		addSpanEvent('webhook told', { to: change.to });
	} catch (error) {
		logger.warn({ err: error, checkId }, 'Webhook could not be told of a change of state');
		addSpanEvent('webhook failed', {
			'exception.message': error instanceof Error ? error.message : String(error),
		});
	}
}
