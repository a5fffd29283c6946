import { z } from 'zod';
import { promql } from './signozSchema';

/* https://github.com/SigNoz/signoz/tree/main/pkg/types/ruletypes: PostableRule, schema v2alpha1. */

const text = z.string().min(1);
const duration = z.string().regex(/^\d+[smhd]$/);
const severity = z.enum(['critical', 'warning']);

export const signozAlertSchema = z.strictObject({
	alert: text,
	alertType: z.literal('METRIC_BASED_ALERT'),
	ruleType: z.literal('promql_rule'),
	version: z.literal('v5'),
	schemaVersion: z.literal('v2alpha1'),
	description: text,
	disabled: z.literal(false),
	condition: z.strictObject({
		compositeQuery: z.strictObject({
			queryType: z.literal('promql'),
			panelType: z.literal('graph'),
			queries: z.tuple([z.strictObject({ type: z.literal('promql'), spec: promql })]),
		}),
		selectedQueryName: z.literal('A'),
		thresholds: z.strictObject({
			kind: z.literal('basic'),
			spec: z.tuple([
				z.strictObject({
					name: severity,
					op: z.literal('above'),
					matchType: z.enum(['at_least_once', 'all_the_times']),
					target: z.number(),
					channels: z.array(z.string()),
				}),
			]),
		}),
	}),
	evaluation: z.strictObject({
		kind: z.literal('rolling'),
		spec: z.strictObject({ evalWindow: duration, frequency: duration }),
	}),
	notificationSettings: z.strictObject({
		groupBy: z.array(text),
		renotify: z.strictObject({
			enabled: z.literal(true),
			interval: duration,
			alertStates: z.array(z.enum(['firing', 'nodata'])),
		}),
		usePolicy: z.literal(true),
	}),
	labels: z.strictObject({ severity, app: text }),
	annotations: z.strictObject({ summary: text, description: text, runbook: text }),
});
