import type { TraceState } from '@opentelemetry/api';

const MOST_MEMBERS = 32;
/** What is sent on; `tracestate` may be cut to it by whole members. */
const MOST_CHARACTERS = 512;
/** Where something must go, members longer than this go first. */
const LONG_MEMBER = 128;

const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * The members of a `tracestate`, the newest first. Immutable.
 * https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export class MemberList implements TraceState {
	/** @param members valid `key=value` pairs of distinct keys, at most 512 characters together */
	constructor(private readonly members: readonly string[]) {}

	get(key: string): string | undefined {
		return this.members.find((member) => keyOf(member) === key)?.slice(key.length + 1);
	}

	/** Puts a member in front. What is not valid changes nothing; where there are 32, the last one goes. */
	set(key: string, value: string): TraceState {
		if (!KEY.test(key) || !VALUE.test(value)) return this;
		const others = this.members.filter((member) => keyOf(member) !== key);
		return new MemberList(withinLength([`${key}=${value}`, ...others].slice(0, MOST_MEMBERS)));
	}

	unset(key: string): TraceState {
		return new MemberList(this.members.filter((member) => keyOf(member) !== key));
	}

	serialize(): string {
		return this.members.join(',');
	}
}

/**
 * Reads a `tracestate`; several headers come joined by commas, in their order.
 * @returns `undefined` where nothing is in it, or anything in it breaks a rule: then all of it is discarded
 */
export function parseTraceState(header: string): TraceState | undefined {
	const members = header.split(',').map(withoutPadding).filter(Boolean);
	if (members.length === 0 || members.length > MOST_MEMBERS || !members.every(isMember)) return undefined;
	return new MemberList(withinLength(newestOfEachKey(members)));
}

function isMember(member: string): boolean {
	const key = keyOf(member);
	return KEY.test(key) && VALUE.test(member.slice(key.length + 1));
}

function keyOf(member: string): string {
	const at = member.indexOf('=');
	return at < 0 ? member : member.slice(0, at);
}

/** Optional white space is a space or a tab, and nothing else that `trim()` would take. */
function withoutPadding(text: string): string {
	let from = 0;
	let to = text.length;
	while (from < to && isPadding(text.charCodeAt(from))) from++;
	while (to > from && isPadding(text.charCodeAt(to - 1))) to--;
	return text.slice(from, to);
}

function isPadding(code: number): boolean {
	return code === 0x20 || code === 0x09;
}

/** A system that was passed twice should have taken its first member out; the leftmost is the newest. */
function newestOfEachKey(members: readonly string[]): string[] {
	const newest = new Map<string, string>();
	for (const member of members) {
		const key = keyOf(member);
		if (!newest.has(key)) newest.set(key, member);
	}
	return [...newest.values()];
}

function withinLength(members: string[]): string[] {
	let excess = members.join(',').length - MOST_CHARACTERS;
	for (const least of [LONG_MEMBER + 1, 0]) {
		for (let i = members.length - 1; i >= 0 && excess > 0; i--) {
			const length = members[i]?.length ?? 0;
			if (length < least) continue;
			members.splice(i, 1);
			excess -= length + 1;
		}
	}
	return members;
}
