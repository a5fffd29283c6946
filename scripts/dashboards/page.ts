import type { Alert, Dashboard } from './model';

/** What docs/dashboards.md says of them, between its markers. */
export function dashboardSections(
	dashboards: readonly Dashboard[],
	alerts: readonly Alert[],
): Record<string, string> {
	return { dashboards: dashboards.map(dashboardText).join('\n\n'), alerts: alertTable(alerts) };
}

function dashboardText({ title, slug, description, sections }: Dashboard): string {
	const rows = sections.flatMap((section) =>
		section.panels.map((panel) => [section.title, panel.title, panel.tells, capitalised(panel.act)]),
	);
	return [
		`### ${title}`,
		`${description} \`grafana/${slug}.json\`, \`signoz/${slug}.json\`, \`signoz/v1/${slug}.json\`.`,
		table(['Section', 'Panel', 'What it tells', 'When it looks bad'], rows),
	].join('\n\n');
}

function alertTable(alerts: readonly Alert[]): string {
	const rows = alerts.map(({ name, severity, description, runbook, minutes }) => [
		`\`${name}\``,
		severity,
		`${description} For ${minutes} minutes.`,
		runbook,
	]);
	return table(['Alert', 'Severity', 'When', 'What to do'], rows);
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
