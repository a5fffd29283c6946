/** What goes on, for whoever waits. */
export interface Progress {
	/** What is done at the moment. */
	doing(what: string): void;
	/** What has come of it; stays. */
	done(what: string): void;
	/** Nothing more is done; leaves no half line behind. */
	end(): void;
}

export interface Screen {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';
const EVERY_MS = 100;
const USUAL_WIDTH = 80;
const WHEEL = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;

/** On a terminal one line that turns, with the seconds; elsewhere plain lines, each thing once. */
export function progressOn(screen: Screen): Progress {
	return screen.isTTY === true ? new TurningLine(screen) : plainLines(screen);
}

function plainLines(screen: Screen): Progress {
	const startMs = performance.now();
	let last = '';
	const say = (what: string) => {
		if (what === last) return;
		last = what;
		screen.write(`${secondsSince(startMs).padStart(4)} s  ${what}\n`);
	};
	return { doing: say, done: say, end: () => undefined };
}

class TurningLine implements Progress {
	private readonly startMs = performance.now();
	private readonly timer: ReturnType<typeof setInterval>;
	private now = '';
	private turn = 0;

	constructor(private readonly screen: Screen) {
		this.timer = setInterval(() => this.draw(), EVERY_MS);
	}

	doing(what: string): void {
		this.now = what;
		this.draw();
	}

	done(what: string): void {
		this.screen.write(`${CLEAR_LINE}✔ ${what}\n`);
		this.draw();
	}

	end(): void {
		clearInterval(this.timer);
		this.screen.write(CLEAR_LINE);
	}

	private draw(): void {
		const wheel = WHEEL[this.turn++ % WHEEL.length] ?? '';
		const line = `${wheel} ${secondsSince(this.startMs)} s  ${this.now}`;
		this.screen.write(CLEAR_LINE + line.slice(0, widthOf(this.screen) - 1));
	}
}

function secondsSince(startMs: number): string {
	return ((performance.now() - startMs) / 1000).toFixed(0);
}

/** Some terminals do not know theirs, and say 0. */
function widthOf({ columns = 0 }: Screen): number {
	return columns > 0 ? columns : USUAL_WIDTH;
}
