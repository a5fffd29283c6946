// OpenTelemetry's own SDK as somebody else starts it: preloaded before ours it has all of the API, after it nothing.
import { NodeSDK } from '@opentelemetry/sdk-node';

new NodeSDK({ instrumentations: [] }).start();
