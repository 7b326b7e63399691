package io.github.tracingstarter.ui.store;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.redaction.SpanHooks;
import io.github.tracingstarter.redaction.ReceivedRedaction;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the store of the recent traces. Runs before Boot's
 * auto-configuration, which passes the span processors to the SDK.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnUi
@EnableConfigurationProperties(UiProperties.class)
public final class StoreAutoConfiguration {

	@Bean
	BoundedTraceStore tracingTraceStore(UiProperties properties, SpanRedaction redaction, ReceivedRedaction resources,
			SpanHooks hooks) {
		return new BoundedTraceStore(properties.store().maxSize().toBytes(), properties.slowThreshold(),
				(span) -> hooks.apply(redaction.redact(span)), resources::attributes);
	}

	@Bean
	StoringSpanProcessor tracingStoringSpanProcessor(BoundedTraceStore store, UiProperties properties) {
		return new StoringSpanProcessor(store, properties.store().unsampled());
	}

	@Bean
	MetaContributor tracingStoreMeta(BoundedTraceStore store) {
		return (meta) -> meta.put("store", describe(store));
	}

	private static Map<String, Object> describe(BoundedTraceStore store) {
		TraceStore.Stats stats = store.stats();
		Map<String, Object> figures = new LinkedHashMap<>();
		figures.put("traces", stats.traces());
		figures.put("spans", stats.spans());
		figures.put("bytes", stats.bytes());
		figures.put("maxBytes", stats.maxBytes());
		figures.put("evicted", stats.evicted());
		figures.put("dropped", store.dropped());
		return figures;
	}

}
