import { isPageKey } from './listKeys';
import type { TraceView } from './traceView.svelte';

/** What the keys of a waterfall need from its component. */
export interface WaterfallHands {
	readonly view: TraceView;
	/** Whether the focus is on a line: only then do arrows belong to the tree. */
	readonly inTree: boolean;
	/** Chooses a line and moves the focus to it. */
	goTo: (lineId: string) => void;
	/** Goes on to the details of the chosen line. */
	open: () => void;
	letGo: () => void;
}

const NEARER = 2 / 3;
const PAN = 0.25;
/** Letters work wherever the focus is; other keys are the tree's only while it has the focus. */
const ANYWHERE = 'jk[]feE0+=-';

/** Does what a key means to a waterfall. @returns whether it meant anything */
export function waterfallKey(event: KeyboardEvent, hands: WaterfallHands): boolean {
	if (!isPageKey(event)) return false;
	if (event.shiftKey && pan(event.key, hands.view)) return true;
	const anywhere = event.key.length === 1 && ANYWHERE.includes(event.key);
	if (!hands.inTree && !anywhere) return false;
	return zoom(event.key, hands.view) || jump(event.key, hands) || step(event.key, hands);
}

function pan(key: string, { time }: TraceView): boolean {
	if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
	time.pan(key === 'ArrowLeft' ? -PAN : PAN);
	return true;
}

function zoom(key: string, { time }: TraceView): boolean {
	if (key === '+' || key === '=') time.zoom(NEARER);
	else if (key === '-') time.zoom(1 / NEARER);
	else if (key === '0') time.reset();
	else if (key === 'f') time.following = !time.following;
	else return false;
	return true;
}

function jump(key: string, hands: WaterfallHands): boolean {
	if (key === 'Escape') hands.letGo();
	else if (key === 'Enter' || key === ' ') hands.open();
	else if (key === 'e' || key === 'E') {
		const failed = hands.view.nextFailure(key === 'e' ? 1 : -1);
		if (failed !== null) hands.goTo(failed);
	} else return false;
	return true;
}

function step(key: string, { view, goTo }: WaterfallHands): boolean {
	const does = view.keyStep(key);
	if (does === null) return false;
	if ('fold' in does) view.fold(does.fold, true);
	else if ('unfold' in does) view.fold(does.unfold, false);
	else goTo(does.goTo);
	return true;
}
