import { expect, test } from 'bun:test';
import { diagnose } from '../diagnose';
import { evidenceOf, health, log, orphan, span, type Case } from '../evidenceFixture';

const CASES: Case[] = [
	{
		name: 'everything twice',
		evidence: { lacks: [{ kind: 'twice', part: 'server', what: 'SERVER, 2 times' }, orphan] },
		code: 'double',
		says: 'twice',
	},
	{
		name: 'no SERVER span',
		evidence: { lacks: [span('server'), orphan] },
		code: 'preload',
		says: '--preload',
	},
	{
		name: 'no SERVER span, for it was left out',
		evidence: { lacks: [span('server')], health: health({}, { instrumentations: ['pg'] }) },
		code: 'instrumentation_off',
		says: 'serve',
	},
	{
		name: 'no SQL at all',
		evidence: { lacks: [span('procedure SQL'), span('run SQL')] },
		code: 'pg_bundled',
		says: 'devDependencies',
	},
	{
		name: 'no SQL at all, for it was left out',
		evidence: {
			lacks: [span('procedure SQL'), span('run SQL')],
			health: health({}, { instrumentations: ['serve'] }),
		},
		code: 'instrumentation_off',
		says: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
	},
	{
		name: 'no SQL at all in a run by the schedule',
		evidence: { trigger: 'schedule', lacks: [span('run SQL')] },
		code: 'pg_bundled',
		says: 'devDependencies',
	},
	{
		name: 'a run by the schedule whose workflow is not here',
		evidence: { trigger: 'schedule', lacks: [span('workflow'), span('record'), span('run SQL')] },
		code: 'another_process',
		says: 'same database',
	},
	{
		name: 'a run by the schedule whose beginning is not here',
		evidence: { trigger: 'schedule', lacks: [span('schedule')] },
		code: 'another_process',
		says: 'each of them',
	},
	{
		name: 'a run that did not pass',
		evidence: { lacks: [{ kind: 'run', what: 'the run has failed: ECONNREFUSED' }, span('target')] },
		code: 'run_failed',
		says: 'ECONNREFUSED',
	},
	{
		name: 'a target that was asked without the trace',
		evidence: { lacks: [{ kind: 'propagation', what: 'the trace' }, span('target')] },
		code: 'propagator',
		says: 'OTEL_PROPAGATORS',
	},
	{
		name: 'a target that reports elsewhere',
		evidence: { lacks: [span('target')] },
		code: 'target_elsewhere',
		says: 'sampler',
	},
	{
		name: 'a parent that was lost',
		evidence: { lacks: [orphan] },
		code: 'missing_parent',
		says: 'did not arrive',
	},
	{
		name: 'a context that was lost',
		evidence: { lacks: [{ kind: 'place', part: 'workflow', what: 'workflow' }] },
		code: 'context_lost',
		says: 'context',
	},
	{
		name: 'clocks that differ',
		evidence: { lacks: [{ kind: 'clock', what: 'x begins early' }] },
		code: 'clock',
		says: 'NTP',
	},
	{
		name: 'log lines that are not written',
		evidence: { lacks: [log], place: 'self' },
		code: 'log_level',
		says: 'GLASSHOUSE_LOG_OTLP_LEVEL',
	},
	{
		name: 'an app that does not tell of itself',
		evidence: { health: null },
		code: 'unknown',
		says: 'OTEL_DEBUG',
	},
];

test.each(CASES)('$name: $code', ({ evidence, code, says }) => {
	const [likeliest] = diagnose(evidenceOf(evidence));
	expect(likeliest).toMatchObject({ code, text: expect.stringContaining(says) as string });
});
