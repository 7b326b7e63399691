package io.github.tracingstarter.ui.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.github.tracingstarter.redaction.ReceivedRedaction;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.github.tracingstarter.ui.UiProperties;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.TraceStore;
import io.github.tracingstarter.ui.traces.TraceJson;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/**
 * Auto-configuration of traces as files, and of the receivers of spans, log lines and
 * metrics of other local applications.
 */
@AutoConfiguration
@ConditionalOnUi
@EnableConfigurationProperties(UiProperties.class)
public final class ExchangeAutoConfiguration {

	private static final String ASSETS = "META-INF/tracing-ui/";

	@Bean
	MetaContributor tracingExchangeMeta(UiProperties properties) {
		return (meta) -> meta.put("receiver", properties.receiver().enabled());
	}

	@Bean
	ExchangeRoutes tracingExchangeRoutes(TraceStore store, ReceivedRedaction redaction,
			ObjectProvider<ReceivedLogs> logs, ReceivedRequests requests, TraceJson traceJson, UiProperties properties,
			Environment environment) {
		return new ExchangeRoutes(store, new ReceivedSpans(redaction), logs.getIfAvailable(), requests, traceJson::of,
				new HtmlPage(ExchangeAutoConfiguration::asset), properties,
				environment.getProperty("spring.application.name", "application"));
	}

	@Bean
	Mcp tracingMcp(ObjectProvider<UiRoutes> routes, UiProperties properties, Environment environment) {
		return new Mcp(routes, environment.getProperty("spring.application.name", "application"), properties.path());
	}

	private static String asset(String name) {
		try {
			return new ClassPathResource(ASSETS + name, ExchangeAutoConfiguration.class.getClassLoader())
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
