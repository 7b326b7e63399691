package io.github.tracingstarter.ui.logs;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.logs.ConditionalOnLogLines;
import io.github.tracingstarter.logs.LogListener;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiProperties;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the recent log lines. Active only if they can be captured or
 * received.
 */
@AutoConfiguration
@ConditionalOnUi
@EnableConfigurationProperties(UiProperties.class)
public final class LogsAutoConfiguration {

	@Bean
	MetaContributor tracingLogsMeta(ObjectProvider<TraceLogs> logs) {
		return (meta) -> meta.put("logs", logs.stream().findAny().isPresent());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnSetting(value = "tracing.ui.logs.enabled", isNot = "false")
	@Conditional(OnLogSourceCondition.class)
	static class StoreConfiguration {

		private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

		@Bean
		LogStore tracingLogStore(UiProperties properties) {
			return new LogStore(properties.logs().maxSize().toBytes());
		}

		@Bean
		LogRoutes tracingLogRoutes(LogStore store, ObjectProvider<Resource> resource) {
			return new LogRoutes(store,
					() -> String.valueOf(resource.getIfAvailable(Resource::empty).getAttribute(SERVICE_NAME)));
		}

		@Bean
		LineRedaction tracingLineRedaction(AttributeRedaction redaction) {
			return new LineRedaction(redaction::redactMessage, redaction::redactStackTrace);
		}

		@Bean
		ReceivedLogs tracingReceivedLogs(LogStore store, LineRedaction redaction) {
			return new ReceivedLines(store, redaction);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnLogLines
	@ConditionalOnSetting(value = "tracing.ui.logs.enabled", isNot = "false")
	static class OwnLinesConfiguration {

		@Bean
		LogListener tracingStoringListener(LogStore store, LineRedaction redaction) {
			return new StoringListener(store, redaction);
		}

	}

}
