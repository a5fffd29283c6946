// Kit's own door to the same start, for hosts without the preload. Where the preload came first this does nothing.
import '../telemetry';
