package io.github.tracingstarter.configuration;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers the optional classes that the starter looks up by name. Without a hint, a
 * native image does not find a class by its name.
 */
class ClassNameRuntimeHints implements RuntimeHintsRegistrar {

	private static final String NAMES = """
			ch.qos.logback.classic.LoggerContext
			com.alibaba.druid.pool.DruidDataSource
			com.mchange.v2.c3p0.ComboPooledDataSource
			com.zaxxer.hikari.HikariDataSource
			io.agroal.pool.DataSource
			io.micrometer.core.instrument.MeterRegistry
			io.micrometer.observation.aop.ObservedAspect
			io.micrometer.registry.otlp.OtlpMeterRegistry
			io.micrometer.tracing.annotation.SpanAspect
			io.micrometer.tracing.brave.bridge.BraveTracer
			io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator
			io.opentelemetry.extension.trace.propagation.JaegerPropagator
			io.opentelemetry.instrumentation.annotations.AddingSpanAttributes
			io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration
			io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor
			jakarta.servlet.ServletRequest
			jakarta.servlet.http.HttpServletRequest
			oracle.ucp.jdbc.PoolDataSourceImpl
			org.apache.commons.dbcp2.BasicDataSource
			org.apache.commons.dbcp2.PoolingDataSource
			org.apache.logging.log4j.core.LoggerContext
			org.apache.logging.slf4j.Log4jLoggerFactory
			org.apache.tomcat.jdbc.pool.DataSource
			org.aspectj.lang.ProceedingJoinPoint
			org.eclipse.jetty.server.Request
			org.slf4j.LoggerFactory
			org.springframework.boot.SpringBootConfiguration
			org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration
			org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration
			org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryEnvironmentVariableEnvironmentPostProcessor
			org.springframework.cloud.gateway.server.mvc.common.MvcUtils
			org.springframework.jdbc.datasource.DelegatingDataSource
			org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean
			org.springframework.security.web.server.WebFilterChainProxy
			reactor.core.publisher.Mono
			reactor.core.publisher.OptimizableOperator
			reactor.netty.http.server.HttpServerRequest
			zipkin2.reporter.urlconnection.URLConnectionSender
			""";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		NAMES.lines().forEach((name) -> hints.reflection().registerTypeIfPresent(classLoader, name));
	}

}
