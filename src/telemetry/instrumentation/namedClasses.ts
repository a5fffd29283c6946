/** What `@opentelemetry/auto-instrumentations-node` 0.82 holds, and the class that each of its packages exports. */
export const INSTRUMENTATION_CLASSES: ReadonlyMap<string, string> = new Map([
	['amqplib', 'AmqplibInstrumentation'],
	['aws-lambda', 'AwsLambdaInstrumentation'],
	['aws-sdk', 'AwsInstrumentation'],
	['bunyan', 'BunyanInstrumentation'],
	['cassandra-driver', 'CassandraDriverInstrumentation'],
	['connect', 'ConnectInstrumentation'],
	['cucumber', 'CucumberInstrumentation'],
	['dataloader', 'DataloaderInstrumentation'],
	['dns', 'DnsInstrumentation'],
	['express', 'ExpressInstrumentation'],
	['fs', 'FsInstrumentation'],
	['generic-pool', 'GenericPoolInstrumentation'],
	['graphql', 'GraphQLInstrumentation'],
	['grpc', 'GrpcInstrumentation'],
	['hapi', 'HapiInstrumentation'],
	['host-metrics', 'HostMetricsInstrumentation'],
	['ioredis', 'IORedisInstrumentation'],
	['kafkajs', 'KafkaJsInstrumentation'],
	['knex', 'KnexInstrumentation'],
	['koa', 'KoaInstrumentation'],
	['lru-memoizer', 'LruMemoizerInstrumentation'],
	['memcached', 'MemcachedInstrumentation'],
	['mongodb', 'MongoDBInstrumentation'],
	['mongoose', 'MongooseInstrumentation'],
	['mysql', 'MySQLInstrumentation'],
	['mysql2', 'MySQL2Instrumentation'],
	['nestjs-core', 'NestInstrumentation'],
	['net', 'NetInstrumentation'],
	['openai', 'OpenAIInstrumentation'],
	['oracledb', 'OracleInstrumentation'],
	['pino', 'PinoInstrumentation'],
	['redis', 'RedisInstrumentation'],
	['restify', 'RestifyInstrumentation'],
	['router', 'RouterInstrumentation'],
	['socket.io', 'SocketIoInstrumentation'],
	['tedious', 'TediousInstrumentation'],
	['winston', 'WinstonInstrumentation'],
]);

/** Those that it holds, too, but that would tell nothing on Bun, or nothing true; and why. */
export const NOT_ON_BUN: ReadonlyMap<string, string> = new Map([
	[
		'undici',
		'its own undici publishes no diagnostics; requests of the global fetch are traced by "fetch", which is on',
	],
	[
		'runtime-node',
		"event-loop times and V8's heap are zeros there, and collections are not told; " +
			'"runtime", which is on, tells what there is',
	],
]);
