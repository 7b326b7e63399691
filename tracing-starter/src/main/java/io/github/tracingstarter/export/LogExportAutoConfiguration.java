package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.redaction.LogRedaction;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the path from log records to their targets: the collector of the
 * spans, and the application's exporters. Runs before Boot's auto-configuration, so that
 * a batch processor found here is the application's own, which is then the only one to
 * export.
 */
@AutoConfiguration(after = { ExportAutoConfiguration.class, OtlpExportAutoConfiguration.class },
		beforeName = LogExportAutoConfiguration.BOOT)
@ConditionalOnTracing("logs")
@EnableConfigurationProperties({ BatchProperties.class, OtlpProperties.class })
public final class LogExportAutoConfiguration {

	static final String BOOT = "org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration";

	@Bean
	static BootProcessorRemover tracingBootBatchLogRecordProcessorRemover() {
		return new BootProcessorRemover("openTelemetryBatchLogRecordProcessor", BOOT);
	}

	@Bean
	@Nullable LogTarget tracingOtlpLogTarget(ObjectProvider<ExportTarget> targets, OtlpProperties properties,
			BatchProperties batches, Environment environment, ObjectProvider<OtlpTracingConnectionDetails> traces,
			ObjectProvider<OtlpLoggingConnectionDetails> logs, ObjectProvider<SslBundles> sslBundles) {
		if (!environment.getProperty("management.logging.export.otlp.enabled", Boolean.class,
				environment.getProperty("management.logging.export.enabled", Boolean.class, true))) {
			return null;
		}
		OtlpTarget beside = OtlpTarget.among(targets.orderedStream());
		OtlpSettings ofTraces = (beside != null) ? beside.settings()
				: OtlpSettings.of(properties, environment, traces.getIfAvailable(), sslBundles.getIfAvailable());
		OtlpLoggingConnectionDetails connection = logs.getIfAvailable();
		OtlpSignalSettings settings = OtlpSignalSettings.LOGS.settings(ofTraces,
				OtlpSettings.isEndpointSet(properties, environment, traces.getIfAvailable()), properties, environment,
				(connection != null) ? OtlpSignalSettings.url(connection) : null);
		if (settings.settings() != ofTraces) {
			return LogTarget.of(new OtlpConnection(settings.settings()), settings, false, batches);
		}
		return (beside != null) ? LogTarget.of(beside.connection(), settings, true, batches) : null;
	}

	@Bean
	@ConditionalOnMissingBean(BatchLogRecordProcessor.class)
	BatchingLogRecordProcessor tracingLogRecordProcessor(BatchProperties properties, ObjectProvider<LogTarget> target,
			ObjectProvider<LogRecordExporter> exporters, LogRedaction redaction, ExportPauseProperties pause,
			ShutdownDeadline deadline) {
		List<LogTarget> targets = new ArrayList<>(target.stream().toList());
		exporters.orderedStream().map((exporter) -> LogTarget.of(exporter, properties)).forEach(targets::add);
		BatchingLogRecordProcessor processor = new BatchingLogRecordProcessor(targets, redaction, deadline);
		processor.pause(pause.paused());
		return processor;
	}

}
