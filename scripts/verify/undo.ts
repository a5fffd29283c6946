/** What has to be taken back when all is over, however it ends: the last first. */
export class Undo {
	private readonly steps: (() => Promise<void>)[] = [];

	later(step: () => Promise<void>): void {
		this.steps.push(step);
	}

	/** Takes everything back. @returns what went wrong with it, which keeps nothing else from being taken back */
	async all(): Promise<string[]> {
		const failures: string[] = [];
		for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
			await step().catch((error: unknown) => {
				failures.push(error instanceof Error ? error.message : String(error));
			});
		}
		return failures;
	}
}
