export interface Place {
	name: string;
	href: string;
	icon: 'overview' | 'traces' | 'inFlight' | 'logs' | 'telemetry' | 'api';
	/** Beginnings of the paths that belong to it, besides its own. */
	holds: readonly string[];
	/** The bar of a phone has no room for it; other pages lead there. */
	wideOnly?: boolean;
}

/** Where the bar at the top, or at the bottom of a phone, leads. */
export const PLACES: readonly Place[] = [
	{ name: 'Overview', href: '/', icon: 'overview', holds: ['/checks/', '/runs/'] },
	{ name: 'Traces', href: '/traces', icon: 'traces', holds: ['/traces/'] },
	{ name: 'In flight', href: '/in-flight', icon: 'inFlight', holds: [] },
	{ name: 'Logs', href: '/logs', icon: 'logs', holds: [] },
	{ name: 'Telemetry', href: '/telemetry', icon: 'telemetry', holds: [] },
	{ name: 'API', href: '/api', icon: 'api', holds: [], wideOnly: true },
];

/** Whether a path is at that place. */
export function isCurrent({ href, holds }: Place, pathname: string): boolean {
	return pathname === href || holds.some((beginning) => pathname.startsWith(beginning));
}
