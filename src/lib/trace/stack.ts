/** One line of a stack trace. */
export interface StackLine {
	/** As it was written, without the space around it. */
	readonly text: string;
	/** What was read from it; `null` for a line that is no frame, such as the message. */
	readonly frame: StackFrame | null;
}

export interface StackFrame {
	/** Empty for code outside of functions. */
	readonly functionName: string;
	readonly file: string;
	readonly line: number | null;
	readonly column: number | null;
	/** Whose code it is: of this program, of a dependency, of the runtime. */
	readonly origin: 'own' | 'dependency' | 'native';
}

/** A stack may be as long as its message: more lines are not shown. */
const MOST_LINES = 200;
/** `at name (file:1:2)`, as V8 and JavaScriptCore under Bun write it, and `at file:1:2`. */
const NAMED = /^at (?:async )?(.+?) \((.+?)(?::(\d+))?(?::(\d+))?\)$/;
const BARE = /^at (?:async )?(.+?)(?::(\d+))?(?::(\d+))?$/;
/** `name@file:1:2`, as WebKit and Firefox do. */
const AT_SIGN = /^([^@]*)@(.+?)(?::(\d+))?(?::(\d+))?$/;
const NATIVE = /^(?:native|\[native code\]|unknown|<anonymous>|node:|bun:|internal:)/;

/** The lines of a stack trace, each with its frame where it is one. */
export function stackLines(stack: string): StackLine[] {
	const lines = stack.split('\n', MOST_LINES).map((line) => line.trim());
	return lines.filter((line) => line !== '').map((text) => ({ text, frame: frameOf(text) }));
}

function frameOf(text: string): StackFrame | null {
	const named = NAMED.exec(text);
	if (named) return toFrame(named[1], named[2], named[3], named[4]);
	const bare = BARE.exec(text);
	if (bare) return toFrame('', bare[1], bare[2], bare[3]);
	const webkit = AT_SIGN.exec(text);
	return webkit?.[3] ? toFrame(webkit[1], webkit[2], webkit[3], webkit[4]) : null;
}

function toFrame(name = '', file = '', line?: string, column?: string): StackFrame {
	return {
		functionName: name,
		file: file.replace(/^file:\/\//, ''),
		line: line === undefined ? null : Number(line),
		column: column === undefined ? null : Number(column),
		origin: originOf(file),
	};
}

function originOf(file: string): StackFrame['origin'] {
	if (NATIVE.test(file)) return 'native';
	return /(?:^|[\\/])node_modules[\\/]/.test(file) ? 'dependency' : 'own';
}
