/** One way in which a page is kept up to date. */
export interface Link {
	/** Since when it is lost, in milliseconds since the Unix epoch; `null` while it stands. */
	readonly stoppedAt: number | null;
	tryNow(): void;
}

const links = new Set<Link>();

/** Counts a link among those of the page. Returns the way out. */
export function addLink(link: Link): () => void {
	links.add(link);
	return () => links.delete(link);
}

/**
 * One server is behind all links of a page: when one is lost or stands again, those that believe otherwise ask at
 * once, so that no part of the page says “live” beside another that says it is not.
 */
export function linkChanged(changed: Link): void {
	const lost = changed.stoppedAt !== null;
	for (const link of links) {
		if (link !== changed && (link.stoppedAt !== null) !== lost) link.tryNow();
	}
}
