import { POSTGRES } from './boards/postgres';
import { RUNTIME } from './boards/runtime';
import { SERVICE } from './boards/service';
import { TELEMETRY_HEALTH } from './boards/telemetryHealth';
import { WORKFLOWS } from './boards/workflows';
import type { Dashboard } from './model';

/** Every dashboard, in the order in which one looks at them. */
export const DASHBOARDS: readonly Dashboard[] = [SERVICE, POSTGRES, WORKFLOWS, RUNTIME, TELEMETRY_HEALTH];
