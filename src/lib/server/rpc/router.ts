import { checks } from './checks';
import { runs } from './runs';
import { traces } from './traces';

export const router = { checks, runs, traces };
