import { SIGNOZ_ALERTS } from './dialects';
import type { Alert } from './model';

/**
 * A rule of SigNoz over PromQL, as its API takes it:
 * https://github.com/SigNoz/signoz/tree/main/pkg/types/ruletypes
 */
export function signozAlert(alert: Alert) {
	const { name, severity, minutes, summary, description, runbook, conditions } = alert;
	return {
		alert: name,
		alertType: 'METRIC_BASED_ALERT',
		ruleType: 'promql_rule',
		version: 'v5',
		schemaVersion: 'v2alpha1',
		description,
		disabled: false,
		condition: {
			compositeQuery: {
				queryType: 'promql',
				panelType: 'graph',
				queries: [
					{
						type: 'promql',
						spec: { name: 'A', query: queryOf(alert), legend: '{{service.name}}', disabled: false },
					},
				],
			},
			selectedQueryName: 'A',
			thresholds: { kind: 'basic', spec: [thresholdOf(alert)] },
		},
		evaluation: {
			kind: 'rolling',
			spec: { evalWindow: `${conditions.length > 1 ? 5 : minutes}m`, frequency: '1m' },
		},
		notificationSettings: {
			groupBy: ['service.name'],
			renotify: { enabled: true, interval: '4h', alertStates: ['firing'] },
			usePolicy: true,
		},
		labels: { severity, app: 'glasshouse' },
		annotations: { summary: `${summary} ({{$service.name}})`, description, runbook },
	};
}

/** The first condition is the rule's own threshold; the others are asked for in the query. */
function queryOf({ conditions: [first, ...others] }: Alert): string {
	const query = first.expression.in(SIGNOZ_ALERTS);
	if (others.length === 0) return query;
	const further = others.map(({ expression, above }) => `((${expression.in(SIGNOZ_ALERTS)}) > ${above})`);
	return [`(${query})`, ...further].join(' and ');
}

function thresholdOf({ severity, conditions }: Alert) {
	return {
		name: severity,
		op: 'above',
		matchType: conditions.length > 1 ? 'at_least_once' : 'all_the_times',
		target: conditions[0].above,
		channels: [],
	};
}
