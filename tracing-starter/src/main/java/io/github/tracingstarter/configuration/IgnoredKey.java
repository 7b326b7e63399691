package io.github.tracingstarter.configuration;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A key of another tracer, or of an older Spring Boot, that this starter does not read.
 *
 * @param key the key, which includes the keys below it
 * @param advice what to do instead: "set tracing.enabled", or "remove it" with the reason
 * @param variable what reads the environment variable of that name
 */
record IgnoredKey(String key, String advice, Variable variable) {

	/**
	 * All ignored keys. The migration guide has a line for each; a test compares the two.
	 */
	private static final List<IgnoredKey> ALL = parse(
			"""
					otel | remove it: nothing takes its place | not-ours
					otel.service.name | set tracing.service-name | read
					otel.resource.attributes | set tracing.resource | read
					otel.propagators | set management.tracing.propagation.type | boot-4.1
					otel.traces.exporter | set tracing.exporters | boot-4.1
					otel.traces.sampler | set tracing.sampling.probability | read
					otel.traces.sampler.arg | set tracing.sampling.probability | boot-4.1
					otel.exporter.otlp.endpoint | set tracing.otlp.endpoint | read
					otel.exporter.otlp.traces.endpoint | set tracing.otlp.endpoint | read
					otel.exporter.otlp.protocol | set tracing.otlp.protocol | read
					otel.exporter.otlp.traces.protocol | set tracing.otlp.protocol | read
					otel.exporter.otlp.headers | set tracing.otlp.headers | read
					otel.exporter.otlp.traces.headers | set tracing.otlp.headers | read
					otel.exporter.otlp.compression | set tracing.otlp.compression | boot-4.1
					otel.exporter.otlp.traces.compression | set tracing.otlp.compression | boot-4.1
					otel.exporter.otlp.timeout | set tracing.otlp.timeout | boot-4.1
					otel.exporter.otlp.traces.timeout | set tracing.otlp.timeout | boot-4.1
					otel.exporter.otlp.certificate | set tracing.otlp.ssl.bundle | boot-4.1
					otel.exporter.otlp.traces.certificate | set tracing.otlp.ssl.bundle | boot-4.1
					otel.exporter.otlp.client | set tracing.otlp.ssl.bundle | boot-4.1
					otel.exporter.otlp.traces.client | set tracing.otlp.ssl.bundle | boot-4.1
					otel.exporter.otlp.metrics | remove it: no metrics are sent | not-ours
					otel.exporter.otlp.logs | set it as a variable, which is read | not-ours
					otel.metrics | remove it: no metrics are sent | not-ours
					otel.metric | remove it: no metrics are sent | not-ours
					otel.logs | set tracing.logs | not-ours
					otel.blrp | set tracing.batch | not-ours
					otel.exporter.zipkin | set tracing.zipkin.endpoint | ignored
					otel.exporter.jaeger | set tracing.otlp.endpoint: Jaeger takes OTLP | ignored
					otel.bsp.export.timeout | set tracing.otlp.timeout | ignored
					otel.attribute | set tracing.limits | boot-4.1
					otel.span | set tracing.limits | boot-4.1
					otel.event | set tracing.limits | boot-4.1
					otel.link | set tracing.limits | boot-4.1
					otel.spring-starter.debug | set tracing.debug | ignored
					otel.javaagent | remove it: there is no agent | ignored
					otel.java.global-autoconfigure | set tracing.global.enabled | ignored
					otel.instrumentation | remove it: nothing takes its place, and what is traced has switches, tracing.<name>.enabled | ignored
					otel.instrumentation.annotations.enabled | set tracing.annotations.enabled | ignored
					otel.instrumentation.opentelemetry-instrumentation-annotations.enabled | set tracing.annotations.enabled | ignored
					otel.instrumentation.methods | set tracing.methods.include | ignored
					otel.instrumentation.http.client | remove it: declare a ClientSpanCustomizer | ignored
					otel.instrumentation.http.client.capture-request-headers | set tracing.client.request-headers | ignored
					otel.instrumentation.http.client.capture-response-headers | set tracing.client.response-headers | ignored
					otel.instrumentation.http.server.capture-request-headers | set tracing.web.request-headers | ignored
					otel.instrumentation.http.server.capture-response-headers | set tracing.web.response-headers | ignored
					otel.instrumentation.http.server | remove it: declare a ServletSpanCustomizer | ignored
					otel.instrumentation.servlet.enabled | set tracing.web.enabled | ignored
					otel.instrumentation.tomcat.enabled | set tracing.web.enabled | ignored
					otel.instrumentation.jetty.enabled | set tracing.web.enabled | ignored
					otel.instrumentation.spring-webmvc.enabled | set tracing.web.enabled | ignored
					otel.instrumentation.spring-webflux.enabled | set tracing.web.enabled and tracing.webclient.enabled | ignored
					otel.instrumentation.spring-web.enabled | set tracing.client.enabled | ignored
					otel.instrumentation.apache-httpclient.enabled | set tracing.httpclient.enabled | ignored
					otel.instrumentation.java-http-client.enabled | set tracing.httpclient.enabled | ignored
					otel.instrumentation.okhttp.enabled | set tracing.httpclient.enabled | ignored
					otel.instrumentation.jdbc.enabled | set tracing.jdbc.enabled | ignored
					otel.instrumentation.jdbc.query-sanitization | set tracing.jdbc.sanitize | ignored
					otel.instrumentation.jdbc.statement-sanitizer | set tracing.jdbc.sanitize | ignored
					otel.instrumentation.common.db.query-sanitization | set tracing.jdbc.sanitize and tracing.r2dbc.sanitize | ignored
					otel.instrumentation.common.db-statement-sanitizer | set tracing.jdbc.sanitize and tracing.r2dbc.sanitize | ignored
					otel.instrumentation.jdbc.experimental.capture-query-parameters | set tracing.jdbc.bind-values | ignored
					otel.instrumentation.jdbc.experimental.transaction | set tracing.jdbc.transactions | ignored
					otel.instrumentation.jdbc.experimental.sqlcommenter | set tracing.jdbc.comment | ignored
					otel.instrumentation.common.db.experimental.sqlcommenter | set tracing.jdbc.comment | ignored
					otel.instrumentation.common.experimental.db-sqlcommenter | set tracing.jdbc.comment | ignored
					otel.instrumentation.r2dbc.enabled | set tracing.r2dbc.enabled | ignored
					otel.instrumentation.r2dbc.query-sanitization | set tracing.r2dbc.sanitize | ignored
					otel.instrumentation.r2dbc.statement-sanitizer | set tracing.r2dbc.sanitize | ignored
					otel.instrumentation.kafka.enabled | set tracing.kafka.enabled | ignored
					otel.instrumentation.spring-kafka.enabled | set tracing.kafka.enabled | ignored
					otel.instrumentation.rabbitmq.enabled | set tracing.rabbitmq.enabled | ignored
					otel.instrumentation.spring-rabbit.enabled | set tracing.rabbitmq.enabled | ignored
					otel.instrumentation.jms.enabled | set tracing.jms.enabled | ignored
					otel.instrumentation.spring-jms.enabled | set tracing.jms.enabled | ignored
					otel.instrumentation.mongo.enabled | set tracing.mongodb.enabled | ignored
					otel.instrumentation.lettuce.enabled | set tracing.redis.enabled | ignored
					otel.instrumentation.jedis.enabled | set tracing.jedis.enabled | ignored
					otel.instrumentation.grpc.enabled | set tracing.grpc.enabled | ignored
					otel.instrumentation.graphql-java.enabled | set tracing.graphql.enabled | ignored
					otel.instrumentation.quartz.enabled | set tracing.quartz.enabled | ignored
					otel.instrumentation.spring-batch.enabled | set tracing.spring-batch.enabled | ignored
					otel.instrumentation.spring-integration.enabled | set tracing.integration.enabled | ignored
					otel.instrumentation.spring-scheduling.enabled | set tracing.scheduled.enabled | ignored
					otel.instrumentation.reactor.enabled | set tracing.reactor.enabled | ignored
					otel.instrumentation.executors.enabled | set tracing.context.enabled | ignored
					otel.instrumentation.sanitization.url | set tracing.redacted-query-parameters | ignored
					management.tracing.enabled | set tracing.enabled | ignored
					management.otlp.tracing.endpoint | set tracing.otlp.endpoint | ignored
					management.otlp.tracing.transport | set tracing.otlp.protocol | ignored
					management.otlp.tracing.headers | set tracing.otlp.headers | ignored
					management.otlp.tracing.compression | set tracing.otlp.compression | ignored
					management.otlp.tracing.timeout | set tracing.otlp.timeout | ignored
					management.otlp.tracing.connect-timeout | set tracing.otlp.connect-timeout | ignored
					management.otlp.tracing.export.enabled | set tracing.exporters | ignored
					management.opentelemetry.tracing.export.timeout | set tracing.otlp.timeout | ignored
					management.opentelemetry.tracing.export.include-unsampled | remove it: what is not sampled is not sent | ignored
					management.tracing.opentelemetry.export.max-batch-size | set tracing.batch.max-export-batch-size | ignored
					management.tracing.opentelemetry.export.max-queue-size | set tracing.batch.max-queue-size | ignored
					management.tracing.opentelemetry.export.schedule-delay | set tracing.batch.schedule-delay | ignored
					management.tracing.opentelemetry.export.timeout | set tracing.otlp.timeout | ignored
					management.tracing.opentelemetry.export.include-unsampled | remove it: what is not sampled is not sent | ignored
					management.tracing.export.zipkin.connect-timeout | set tracing.zipkin.connect-timeout | ignored
					management.tracing.export.zipkin.read-timeout | set tracing.zipkin.read-timeout | ignored
					management.tracing.export.zipkin.encoding | remove it: spans are sent as JSON | ignored
					management.zipkin.tracing.endpoint | set tracing.zipkin.endpoint | ignored
					management.zipkin.tracing.connect-timeout | set tracing.zipkin.connect-timeout | ignored
					management.zipkin.tracing.read-timeout | set tracing.zipkin.read-timeout | ignored
					management.zipkin.tracing.encoding | remove it: spans are sent as JSON | ignored
					management.zipkin.tracing.export.enabled | set tracing.exporters | ignored
					management.brave.tracing | remove it: it is for Brave | ignored
					management.tracing.brave | remove it: it is for Brave | ignored
					spring.sleuth | remove it: nothing takes its place | ignored
					spring.sleuth.enabled | set tracing.enabled | ignored
					spring.sleuth.sampler | set tracing.sampling.probability | ignored
					spring.sleuth.propagation.type | set management.tracing.propagation.type | ignored
					spring.sleuth.baggage.remote-fields | set management.tracing.baggage.remote-fields | ignored
					spring.sleuth.baggage.tag-fields | set management.tracing.baggage.tag-fields | ignored
					spring.sleuth.baggage.correlation-enabled | set management.tracing.baggage.correlation.enabled | ignored
					spring.sleuth.baggage.correlation-fields | set management.tracing.baggage.correlation.fields | ignored
					spring.sleuth.async.enabled | set tracing.context.enabled | ignored
					spring.sleuth.reactor | set tracing.reactor.enabled | ignored
					spring.sleuth.web.enabled | set tracing.web.enabled | ignored
					spring.sleuth.web.servlet.enabled | set tracing.web.enabled | ignored
					spring.sleuth.web.skip-pattern | set tracing.web.exclude | ignored
					spring.sleuth.web.additional-skip-pattern | set tracing.web.exclude | ignored
					spring.sleuth.web.client.enabled | set tracing.client.enabled | ignored
					spring.sleuth.web.client.skip-pattern | remove it: declare a ClientSpanCustomizer | ignored
					spring.sleuth.web.webclient.enabled | set tracing.webclient.enabled | ignored
					spring.sleuth.feign | set tracing.feign.enabled | ignored
					spring.sleuth.grpc.enabled | set tracing.grpc.enabled | ignored
					spring.sleuth.integration | set tracing.integration.enabled | ignored
					spring.sleuth.integration.websockets.enabled | set tracing.websocket.enabled | ignored
					spring.sleuth.jdbc.decorator.datasource.enabled | set tracing.jdbc.enabled | ignored
					spring.sleuth.jdbc.decorator.datasource.exclude-beans | set tracing.jdbc.exclude | ignored
					spring.sleuth.jdbc.decorator.datasource.datasource-proxy.slow-query.threshold | set tracing.jdbc.slow-threshold | ignored
					spring.sleuth.jdbc.decorator.datasource.p6spy.tracing.include-parameter-values | set tracing.jdbc.bind-values | ignored
					spring.sleuth.r2dbc.enabled | set tracing.r2dbc.enabled | ignored
					spring.sleuth.kafka.enabled | set tracing.kafka.enabled | ignored
					spring.sleuth.messaging.kafka.enabled | set tracing.kafka.enabled | ignored
					spring.sleuth.messaging.rabbit.enabled | set tracing.rabbitmq.enabled | ignored
					spring.sleuth.messaging.jms.enabled | set tracing.jms.enabled | ignored
					spring.sleuth.mongodb.enabled | set tracing.mongodb.enabled | ignored
					spring.sleuth.redis.enabled | set tracing.redis.enabled | ignored
					spring.sleuth.quartz.enabled | set tracing.quartz.enabled | ignored
					spring.sleuth.batch.enabled | set tracing.spring-batch.enabled | ignored
					spring.sleuth.scheduled.enabled | set tracing.scheduled.enabled | ignored
					spring.sleuth.scheduled.skip-pattern | set tracing.scheduled.exclude | ignored
					spring.sleuth.span-filter | remove it: declare a SpanExportingPredicate | ignored
					spring.zipkin | remove it: nothing takes its place | ignored
					spring.zipkin.enabled | set tracing.exporters | ignored
					spring.zipkin.base-url | set tracing.zipkin.endpoint | ignored
					spring.zipkin.service.name | set tracing.service-name | ignored
					spring.zipkin.message-timeout | set tracing.batch.schedule-delay | ignored
					""");

	/**
	 * What reads an environment variable, such as {@code OTEL_TRACES_SAMPLER} for
	 * {@code otel.traces.sampler}.
	 */
	enum Variable {

		/** This starter, or any version of Spring Boot. */
		READ,

		/** Spring Boot 4.1 and later. */
		BOOT_4_1,

		/** Nothing. */
		IGNORED,

		/** Not a tracing variable; platforms set it for all applications. */
		NOT_OURS

	}

	/**
	 * Returns the whole table.
	 * @return all keys
	 */
	static List<IgnoredKey> all() {
		return ALL;
	}

	/**
	 * Finds the entry for a property.
	 * @param name the name of the property or the environment variable
	 * @return the most specific entry, or null if the property is not ignored
	 */
	static @Nullable IgnoredKey of(String name) {
		String uniform = NearestWord.uniform(name);
		IgnoredKey best = null;
		for (IgnoredKey candidate : ALL) {
			if (uniform.startsWith(NearestWord.uniform(candidate.key()))
					&& (best == null || candidate.key().length() > best.key().length())) {
				best = candidate;
			}
		}
		return best;
	}

	private static List<IgnoredKey> parse(String table) {
		return table.lines()
			.map((line) -> line.split(" \\| "))
			.map((cells) -> new IgnoredKey(cells[0], cells[1], variable(cells[2])))
			.toList();
	}

	private static Variable variable(String cell) {
		return Variable.valueOf(cell.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_'));
	}

}
