import { checks } from './checks';
import { runs } from './runs';
import { telemetry } from './telemetry';
import { traces } from './traces';

export const router = { checks, runs, telemetry, traces };
