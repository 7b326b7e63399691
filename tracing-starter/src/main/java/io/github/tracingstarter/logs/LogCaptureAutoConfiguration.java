package io.github.tracingstarter.logs;

import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the capture of the lines that the application logs. Nothing is
 * attached to the logging system if nothing needs them.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration")
@ConditionalOnTracing
@ConditionalOnLogLines
@EnableConfigurationProperties(LogsProperties.class)
public final class LogCaptureAutoConfiguration {

	@Bean
	@Nullable LogEmitter tracingLogEmitter(LogsProperties properties, ObjectProvider<OpenTelemetry> openTelemetry,
			ObjectProvider<LogRecordProcessor> processors) {
		LogDemand demand = LogDemand.of(processors.stream().toList());
		if (!properties.enabled() || !demand.isPossible()) {
			return null;
		}
		return new LogEmitter(properties, () -> openTelemetry.getObject().getLogsBridge(), demand);
	}

	@Bean
	LogSwitches tracingLogSwitches(ObjectProvider<LogEmitter> emitter) {
		return new LogSwitches(emitter.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnLogLinesCondition.Logback.class)
	static class LogbackConfiguration {

		@Bean
		@Lazy(false)
		@Nullable LogbackCapture tracingLogbackCapture(ObjectProvider<LogListener> listeners) {
			List<LogListener> all = listeners.orderedStream().toList();
			return all.isEmpty() ? null : new LogbackCapture((LoggerContext) LoggerFactory.getILoggerFactory(), all);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnLogLinesCondition.Log4j.class)
	static class Log4jConfiguration {

		@Bean
		@Lazy(false)
		@Nullable Log4jCapture tracingLog4jCapture(ObjectProvider<LogListener> listeners) {
			List<LogListener> all = listeners.orderedStream().toList();
			return (all.isEmpty()
					|| !(LogManager.getContext(false) instanceof org.apache.logging.log4j.core.LoggerContext log4j))
							? null : new Log4jCapture(log4j, all);
		}

	}

}
