import { ENDINGS } from './endings';
import { QUERIES } from './queries';
import type { Scene } from './scene';
import { SUBMITTABLES } from './submittables';

export const SCENES: readonly Scene[] = [...QUERIES, ...SUBMITTABLES, ...ENDINGS];
