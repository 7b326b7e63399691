package io.github.tracingstarter.testing;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.export.ExportAutoConfiguration;
import io.github.tracingstarter.export.LogExportAutoConfiguration;
import io.github.tracingstarter.export.OtlpExportAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.logs.LogCaptureAutoConfiguration;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.sampling.SamplingAutoConfiguration;
import io.github.tracingstarter.sampling.keep.KeepAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The tracing of an application as Boot and the starter configure it: SDK, sampler,
 * propagators, and the ids of the trace in the log context. Spans end in a processor that
 * does nothing, or pass through the starter's queue to an exporter that does nothing.
 */
public final class BenchmarkApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private BenchmarkApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application whose spans end in a processor that does nothing.
	 * @param probability the share of the traces that is recorded
	 * @return the application
	 */
	public static BenchmarkApplication start(double probability) {
		return start(probability, (context) -> ((GenericApplicationContext) context).registerBean(SpanProcessor.class,
				NothingSpanProcessor::new));
	}

	/**
	 * Starts an application that samples no trace, and records all of them until it is
	 * known that they have not failed.
	 * @return the application
	 */
	public static BenchmarkApplication startKeeping() {
		return start(0.0, (context) -> ((GenericApplicationContext) context).registerBean(SpanProcessor.class,
				NothingSpanProcessor::new), "tracing.sampling.keep.errors=true");
	}

	/**
	 * Starts an application whose spans end in a processor that does nothing, with
	 * further properties.
	 * @param properties the properties
	 * @return the application
	 */
	public static BenchmarkApplication startWith(String... properties) {
		return start(1.0, (context) -> ((GenericApplicationContext) context).registerBean(SpanProcessor.class,
				NothingSpanProcessor::new), properties);
	}

	/**
	 * Starts an application whose spans pass through the queue.
	 * @return the application
	 */
	public static BenchmarkApplication startBatching() {
		return start(1.0, (context) -> ((GenericApplicationContext) context).registerBean(SpanExporter.class,
				NothingSpanExporter::new));
	}

	/**
	 * Starts an application that sends its spans over gRPC.
	 * @param endpoint where to
	 * @return the application
	 */
	public static BenchmarkApplication startExporting(String endpoint) {
		return start(1.0, (context) -> {
		}, "tracing.exporters=otlp", "tracing.otlp.endpoint=" + endpoint);
	}

	/**
	 * Starts an application that sends its spans over gRPC with OpenTelemetry's processor
	 * and exporter.
	 * @param endpoint where to
	 * @param queueSize the maximum number of spans in the queue
	 * @param batchSize the maximum number of spans in a request
	 * @return the application
	 */
	public static BenchmarkApplication startBatchSpanProcessor(String endpoint, int queueSize, int batchSize) {
		return start(1.0,
				(context) -> ((GenericApplicationContext) context).registerBean(BatchSpanProcessor.class,
						() -> BatchSpanProcessor.builder(OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).build())
							.setMaxQueueSize(queueSize)
							.setMaxExportBatchSize(batchSize)
							.build()));
	}

	/**
	 * Starts an application that sends its log records when it is flushed, and not
	 * before.
	 * @param endpoint where to, over HTTP
	 * @param records whether log records are created
	 * @return the application
	 */
	public static BenchmarkApplication startLogging(String endpoint, boolean records) {
		return start(1.0, (context) -> {
		}, "tracing.exporters=otlp", "tracing.otlp.protocol=http", "tracing.otlp.endpoint=" + endpoint,
				"tracing.logs.enabled=" + records, "tracing.batch.schedule-delay=1h",
				"tracing.batch.max-export-batch-size=16384", "logging.level.com.acme=info");
	}

	private static BenchmarkApplication start(double probability,
			ApplicationContextInitializer<ConfigurableApplicationContext> initializer, String... properties) {
		return new BenchmarkApplication(
				new SpringApplicationBuilder(TracingConfiguration.class).web(WebApplicationType.NONE)
					.properties("tracing.exporters=none", "tracing.sampling.probability=" + probability,
							"spring.main.banner-mode=off", "logging.level.root=warn")
					.properties(properties)
					.initializers(initializer)
					.run());
	}

	public Spans spans() {
		return this.context.getBean(Spans.class);
	}

	/**
	 * Gives the beans of a type as a post-processor gets them.
	 * @param <T> the type
	 * @param type the type
	 * @return the beans
	 */
	public <T> ObjectProvider<T> provider(Class<T> type) {
		return this.context.getBeanProvider(type);
	}

	/**
	 * Changes a property that can be changed while the application runs.
	 * @param key its key
	 * @param value its new value
	 */
	public void change(String key, String value) {
		this.context.getBeanProvider(LiveProperties.class)
			.stream()
			.flatMap((all) -> all.all().stream())
			.filter((property) -> property.key().equals(key))
			.findFirst()
			.orElseThrow()
			.change(value);
	}

	public ObservationRegistry observations() {
		return this.context.getBean(ObservationRegistry.class);
	}

	/**
	 * Returns the processor that sends spans, if there is one.
	 * @return the starter's or OpenTelemetry's
	 */
	public SpanProcessor exportingProcessor() {
		return this.context.getBeanProvider(SpanProcessor.class)
			.stream()
			.filter((processor) -> processor.getClass().getSimpleName().startsWith("Batch"))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Sends the waiting log records.
	 */
	public void flushLogs() {
		this.context.getBean(SdkLoggerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
	}

	public UrlRedaction redaction() {
		return this.context.getBean(UrlRedaction.class);
	}

	public AttributeRedaction attributeRedaction() {
		return this.context.getBean(AttributeRedaction.class);
	}

	public <T> T properties(String prefix, Class<T> type) {
		return Binder.get(this.context.getEnvironment()).bindOrCreate(prefix, type);
	}

	/**
	 * Puts the calling thread into a request, which is sampled or dropped as configured
	 * in the application.
	 * @return the scope of the request's span
	 */
	public Scope enterRequest() {
		return Context.root()
			.with(spans().span("GET /users/{id}", SpanKind.SERVER, Context.root()).startSpan())
			.makeCurrent();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
			OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
			TracingAutoConfiguration.class, PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class,
			ReportAutoConfiguration.class, RedactionAutoConfiguration.class, SamplingAutoConfiguration.class,
			KeepAutoConfiguration.class, ExportAutoConfiguration.class, OtlpExportAutoConfiguration.class,
			OpenTelemetryLoggingAutoConfiguration.class, LogExportAutoConfiguration.class,
			LogCaptureAutoConfiguration.class })
	static class TracingConfiguration {

	}

	private static final class NothingSpanProcessor implements SpanProcessor {

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	private static final class NothingSpanExporter implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
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

	}

}
