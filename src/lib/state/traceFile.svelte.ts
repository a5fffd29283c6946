import { latestMs } from '$trace/now';
import {
	MOST_FILE_BYTES,
	readTraceFile,
	TraceFileError,
	type FileTrace,
	type TraceFile,
} from '$trace/readTraceFile';
import { bytes } from '../words/number';
import type { TraceSource } from './traceView.svelte';

/** A trace out of a file: it stands still. */
export function fileSource({ spans, logs }: FileTrace): TraceSource {
	return { spans, logs, nowMs: latestMs(spans, logs), growing: false };
}

/** A file with traces that somebody opens. It is read here, in the browser; nothing of it is sent anywhere. */
export class OpenedFile {
	name = $state('');
	/** Why it could not be opened, in words; `null` where nothing went wrong. */
	trouble: string | null = $state(null);
	content: TraceFile | null = $state.raw(null);
	reading = $state(false);

	async open(file: File): Promise<void> {
		this.name = file.name;
		this.reading = true;
		this.trouble = null;
		try {
			this.content = await read(file);
		} catch (error) {
			this.content = null;
			this.trouble = error instanceof TraceFileError ? error.message : 'The browser could not read the file.';
		}
		this.reading = false;
	}

	close(): void {
		this.name = '';
		this.content = null;
		this.trouble = null;
	}
}

async function read(file: File): Promise<TraceFile> {
	if (file.size > MOST_FILE_BYTES) {
		throw new TraceFileError(
			`The file has ${bytes(file.size)}; ${bytes(MOST_FILE_BYTES)} is the most that is read.`,
		);
	}
	return readTraceFile(await file.text());
}
