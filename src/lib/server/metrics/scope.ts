import { instruments } from '../../../telemetry/definition';

/** The scope under which the app's own metrics go. */
export const SCOPE = 'glasshouse';

/** Makes the instruments of the definitions beside this file. */
export const make = instruments(SCOPE);
