package io.github.tracingstarter.extension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.TraceStore;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.exporter.SpanReporter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The beans of Micrometer Tracing that drop or change finished spans: they apply to
 * everything that is exported and everything that is shown.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpanHooksTests {

	private final ShapedApplication application = ShapedApplication.traced(Hooks.class, "tracing.ui.enabled=true",
			"tracing.exporters=console");

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void exportersReportersConsoleAndPageSeeTheSame(CapturedOutput output) {
		Tracer tracer = this.application.bean(OpenTelemetry.class).getTracer("test");
		tracer.spanBuilder("secret").startSpan().end();
		tracer.spanBuilder("broken").startSpan().end();
		tracer.spanBuilder("work").startSpan().end();
		flush();
		Hooks hooks = this.application.bean(Hooks.class);
		assertThat(hooks.exported).containsExactly("work filtered{tenant=acme}");
		assertThat(hooks.reported).containsExactly("work filtered");
		List<StoredSpan> shown = new ArrayList<>();
		this.application.bean(TraceStore.class).changedSince(0, 100).forEach((trace) -> shown.addAll(trace.spans()));
		assertThat(shown).singleElement().satisfies((span) -> {
			assertThat(span.name()).isEqualTo("work filtered");
			assertThat(span.attributes().asMap()).isEqualTo(Map.of(AttributeKey.stringKey("tenant"), "acme"));
		});
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(output.getOut()).contains("work filtered")
				.doesNotContain("secret filtered")
				.doesNotContainPattern("[─└] secret"));
		assertThat(output.getOut())
			.containsOnlyOnce("A SpanExportingPredicate or SpanFilter failed. The span is neither exported nor shown.");
	}

	@Test
	void oneThatFailsKeepsNoOtherSpanBack() {
		Tracer tracer = this.application.bean(OpenTelemetry.class).getTracer("test");
		for (int i = 0; i < 20; i++) {
			tracer.spanBuilder((i % 2 == 0) ? "broken" : "work").startSpan().end();
		}
		flush();
		assertThat(this.application.bean(Hooks.class).exported).hasSize(10).containsOnly("work filtered{tenant=acme}");
	}

	private void flush() {
		assertThat(((OpenTelemetrySdk) this.application.bean(OpenTelemetry.class)).getSdkTracerProvider()
			.forceFlush()
			.join(10, TimeUnit.SECONDS)
			.isSuccess()).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	static class Hooks {

		private final List<String> exported = new CopyOnWriteArrayList<>();

		private final List<String> reported = new CopyOnWriteArrayList<>();

		@Bean
		SpanExportingPredicate noSecrets() {
			return (span) -> !Objects.equals(span.getName(), "secret");
		}

		@Bean
		SpanFilter changing() {
			return (span) -> {
				if (Objects.equals(span.getName(), "broken")) {
					throw new IllegalStateException("broken filter");
				}
				return span.setName(span.getName() + " filtered").setTags(Map.of("tenant", "acme"));
			};
		}

		@Bean
		SpanReporter reporter() {
			return new SpanReporter() {

				@Override
				public void report(FinishedSpan span) {
					Hooks.this.reported.add(span.getName());
				}

				@Override
				public void close() {
				}

			};
		}

		@Bean
		SpanExporter exporter() {
			return new SpanExporter() {

				@Override
				public CompletableResultCode export(Collection<SpanData> spans) {
					spans.forEach((span) -> Hooks.this.exported.add(span.getName() + RecordedSpans.attributes(span)));
					return CompletableResultCode.ofSuccess();
				}

				@Override
				public CompletableResultCode flush() {
					return CompletableResultCode.ofSuccess();
				}

				@Override
				public CompletableResultCode shutdown() {
					return CompletableResultCode.ofSuccess();
				}

			};
		}

	}

}
