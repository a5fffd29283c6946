import { GRAFANA } from './dialects';

/** A legend for Grafana: `{{http.route}}` becomes `{{http_route}}`. SigNoz takes it as it is. */
export function grafanaLegend(legend: string): string {
	return legend.replaceAll(/\{\{([^}]+)\}\}/g, (_, key: string) => `{{${GRAFANA.label(key)}}}`);
}
