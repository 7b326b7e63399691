package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.logs.LogDemand;
import io.github.tracingstarter.redaction.SpanHooks;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import io.github.tracingstarter.report.ExportControl;
import io.micrometer.tracing.exporter.SpanReporter;
import io.micrometer.tracing.otel.bridge.CompositeSpanExporter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the path from finished spans to their targets. Runs before Boot's
 * auto-configuration, so that a batch processor found here is the application's own,
 * which is then the only one to export.
 */
@AutoConfiguration(beforeName = ExportAutoConfiguration.BOOT)
@ConditionalOnTracing
@EnableConfigurationProperties({ ExportProperties.class, ExportPauseProperties.class, BatchProperties.class })
public final class ExportAutoConfiguration {

	static final String BOOT = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration";

	@Bean
	static BootProcessorRemover tracingBootBatchSpanProcessorRemover() {
		return new BootProcessorRemover("otelSpanProcessor", BOOT);
	}

	@Bean
	ExporterChoice tracingExporterChoice(ExportProperties properties, Environment environment) {
		return new ExporterChoice(properties, environment);
	}

	@Bean
	ShutdownDeadline tracingShutdownDeadline(BatchProperties properties) {
		return new ShutdownDeadline(properties.shutdownTimeout());
	}

	@Bean
	@ConditionalOnSetting(value = "AWS_LAMBDA_INITIALIZATION_TYPE", is = "snap-start")
	SnapshotRestores tracingSnapshotRestores() {
		return new SnapshotRestores();
	}

	@Bean
	ExceptionRecords tracingExceptionRecords(ExportProperties properties, ObjectProvider<LogRecordProcessor> processors,
			ObjectProvider<OpenTelemetry> openTelemetry, ObjectProvider<LiveProperties> live, Environment environment) {
		// Boot always has a processor.
		boolean isOn = environment.getProperty("tracing.logs.enabled", Boolean.class, true);
		return new ExceptionRecords(properties.exceptions(),
				() -> isOn ? LogDemand.of(processors.stream().toList()) : LogDemand.NEVER, () -> live.stream().toList(),
				() -> openTelemetry.getObject().getLogsBridge());
	}

	@Bean
	@ConditionalOnMissingBean(BatchSpanProcessor.class)
	BatchingSpanProcessor tracingSpanProcessor(BatchProperties properties, Environment environment,
			ObjectProvider<ExportTarget> targets, ObjectProvider<SpanExporters> exporters,
			ObjectProvider<SpanReporter> reporters, SpanHooks hooks, SpanRedaction redaction,
			ExceptionRecords exceptions, ExportPauseProperties pause, ShutdownDeadline deadline) {
		List<ExportTarget> all = new ArrayList<>(targets.orderedStream().toList());
		exporters.ifAvailable((beans) -> beans.forEach((exporter) -> all.add(new SpanExporterTarget(exporter))));
		List<SpanReporter> listeners = reporters.orderedStream().toList();
		if (!listeners.isEmpty()) {
			all.add(new SpanExporterTarget(new CompositeSpanExporter(List.of(), List.of(), listeners, List.of())));
		}
		if (!hooks.isEmpty()) {
			all.replaceAll((target) -> new HookedTarget(target, hooks));
		}
		BatchingSpanProcessor processor = new BatchingSpanProcessor(all, properties.orBoots(environment), redaction,
				exceptions, deadline);
		processor.pause(pause.paused());
		return processor;
	}

	@Bean
	@Nullable LiveProperty tracingExportPause(ObjectProvider<ExportControl> exports, ExportPauseProperties pause) {
		List<ExportControl> all = exports.orderedStream().toList();
		// A pause of only the logs would not be expected.
		return all.stream().noneMatch((export) -> export.signal() == Signal.TRACES) ? null
				: new ExportPause(all, new AtomicBoolean(pause.paused()));
	}

}
