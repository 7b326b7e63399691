package io.github.tracingstarter.ui.store;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiAutoConfiguration;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.traces.TracesAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class StoreAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenTelemetrySdkAutoConfiguration.class,
				OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
				TracingAutoConfiguration.class, RedactionAutoConfiguration.class, UiAutoConfiguration.class,
				StoreAutoConfiguration.class, TracesAutoConfiguration.class))
		.withPropertyValues("management.tracing.sampling.probability=1");

	@Test
	void offUnlessAskedFor() {
		this.runner.withPropertyValues("tracing.ui.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(TraceStore.class)
				.doesNotHaveBean(StoringSpanProcessor.class)
				.doesNotHaveBean(UiRoutes.class)
				.doesNotHaveBean(MetaContributor.class);
			context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("span").startSpan().end();
		});
	}

	@Test
	void spansOfTheApplicationArriveAndCanStillBeReadAfterShutdown() {
		BoundedTraceStore[] kept = new BoundedTraceStore[1];
		this.runner.withPropertyValues("tracing.ui.enabled=true", "tracing.ui.store.max-size=1MB").run((context) -> {
			context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("span").startSpan().end();
			BoundedTraceStore store = context.getBean(BoundedTraceStore.class);
			kept[0] = store;
			Map<String, Object> meta = new LinkedHashMap<>();
			context.getBeanProvider(MetaContributor.class).forEach((contributor) -> contributor.contribute(meta));
			assertThat(meta).containsOnlyKeys("store", "services")
				.containsEntry("store", Map.of("traces", 1, "spans", 1, "bytes", store.stats().bytes(), "maxBytes",
						1_048_576L, "evicted", 0L, "dropped", 0L));
		});
		assertThat(kept[0].stats().spans()).isEqualTo(1);
	}

}
