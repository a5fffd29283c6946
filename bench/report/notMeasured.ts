/** What stands in the place of a result. @param command of `bun run` that measures it */
export function notMeasured(command: string): string {
	return `Not measured yet: \`bun run ${command}\`.`;
}
