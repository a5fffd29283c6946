import type { Attachment } from 'svelte/attachments';
import type { Interval } from '$trace/interval';
import type { TimeWindow } from './timeWindow.svelte';

/** A shorter stroke is a click. */
const LEAST_PX = 4;
/** How much a wheel's notch (100) zooms: by a third. */
const PER_WHEEL_PX = Math.log(4 / 3) / 100;

/** Which moment a pointer is at, over an element as wide as a stretch of time. */
export function momentAt(clientX: number, element: Element, stretch: Interval): number {
	const { left, width } = element.getBoundingClientRect();
	return stretch.fromMs + ((clientX - left) / Math.max(1, width)) * (stretch.toMs - stretch.fromMs);
}

/**
 * The wheel with Ctrl or ⌘ zooms at the pointer; with Shift, or sideways, it pans.
 * @param scale the element within which is as wide as the window of time
 */
export function wheelZoom(time: TimeWindow, scale: string): Attachment<HTMLElement> {
	return (chart) => {
		function onWheel(event: WheelEvent): void {
			const axis = chart.querySelector(scale);
			if (axis === null) return;
			const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
			if (event.ctrlKey || event.metaKey) {
				event.preventDefault();
				time.zoom(Math.exp(event.deltaY * PER_WHEEL_PX), momentAt(event.clientX, axis, time.shown));
			} else if (sideways !== 0 && time.zoomed && Math.abs(sideways) >= Math.abs(event.deltaY)) {
				event.preventDefault();
				time.pan(sideways / axis.clientWidth);
			}
		}
		// The browser would zoom the page: only a listener that is not passive can keep it from that.
		chart.addEventListener('wheel', onWheel, { passive: false });
		return () => chart.removeEventListener('wheel', onWheel);
	};
}

/** A stroke of the pointer over an element: where it began and where it is now, in moments of `stretch`. */
export interface Stroke {
	stretch: () => Interval;
	/** @param from where it began @param at where it is @param ended whether the pointer was let go */
	drawn: (from: number, at: number, ended: boolean) => void;
}

/** Tells of strokes with the main button, finger or pen; a click is none. */
export function strokes({ stretch, drawn }: Stroke): Attachment<HTMLElement> {
	return (element) => {
		let began: { x: number; pointer: number; stretch: Interval } | null = null;
		let moved = false;

		function tell(event: PointerEvent, ended: boolean): void {
			if (began === null) return;
			moved ||= Math.abs(event.clientX - began.x) >= LEAST_PX;
			if (!moved) return;
			drawn(
				momentAt(began.x, element, began.stretch),
				momentAt(event.clientX, element, began.stretch),
				ended,
			);
		}
		function onDown(event: PointerEvent): void {
			if (event.button !== 0) return;
			began = { x: event.clientX, pointer: event.pointerId, stretch: stretch() };
			moved = false;
			element.setPointerCapture(event.pointerId);
		}
		function onMove(event: PointerEvent): void {
			if (event.pointerId === began?.pointer) tell(event, false);
		}
		function onUp(event: PointerEvent): void {
			if (event.pointerId !== began?.pointer) return;
			tell(event, true);
			began = null;
		}
		element.addEventListener('pointerdown', onDown);
		element.addEventListener('pointermove', onMove);
		element.addEventListener('pointerup', onUp);
		element.addEventListener('pointercancel', onUp);
		return () => {
			element.removeEventListener('pointerdown', onDown);
			element.removeEventListener('pointermove', onMove);
			element.removeEventListener('pointerup', onUp);
			element.removeEventListener('pointercancel', onUp);
		};
	};
}
