package io.github.tracingstarter.comparison;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a tracer: what to send and where, how many traces to record and how
 * many spans may wait. All other settings are the defaults.
 */
enum Tracer {

	/** None. */
	NONE {

		@Override
		Map<String, String> settings(int receiver, double sampling, Queues queues, Set<Signal> signals) {
			return Map.of();
		}

	},

	/** Our starter. */
	STARTER {

		@Override
		Map<String, String> settings(int receiver, double sampling, Queues queues, Set<Signal> signals) {
			Map<String, String> settings = new LinkedHashMap<>();
			settings.put("tracing.otlp.endpoint", endpoint(receiver));
			settings.put("tracing.otlp.protocol", "grpc");
			settings.put("tracing.sampling.probability", String.valueOf(sampling));
			settings.put("tracing.logs.enabled", String.valueOf(signals.contains(Signal.LOGS)));
			settings.put("tracing.metrics.enabled", String.valueOf(signals.contains(Signal.METRICS)));
			if (queues == Queues.LARGE) {
				settings.put("tracing.batch.max-queue-size", Queues.SPANS);
				settings.put("tracing.batch.max-queue-memory", "1GB");
				settings.put("tracing.batch.max-export-batch-size", Queues.BATCH);
				settings.put("tracing.batch.schedule-delay", Queues.DELAY_MILLIS + "ms");
			}
			return settings;
		}

	},

	/** Spring Boot's own, with datasource-micrometer. */
	BOOT {

		@Override
		Map<String, String> settings(int receiver, double sampling, Queues queues, Set<Signal> signals) {
			Map<String, String> settings = new LinkedHashMap<>();
			settings.put("management.opentelemetry.tracing.export.otlp.endpoint", endpoint(receiver));
			settings.put("management.opentelemetry.tracing.export.otlp.transport", "grpc");
			settings.put("management.tracing.sampling.probability", String.valueOf(sampling));
			if (signals.contains(Signal.METRICS)) {
				settings.put("management.otlp.metrics.export.url", endpoint(receiver) + "/v1/metrics");
			}
			else {
				// Off altogether: with OTLP's export alone off, Boot would fill a
				// registry
				// in memory that nobody reads.
				settings.put("management.defaults.metrics.export.enabled", "false");
			}
			// It has no appender, so nothing could be sent.
			settings.put("management.logging.export.otlp.enabled", "false");
			// As with the others: otherwise it would also create spans for connections
			// and result sets.
			settings.put("jdbc.includes", "query");
			// Without these, reactive code has no ids in its log, and Kafka has no spans.
			settings.put("spring.reactor.context-propagation", "auto");
			settings.put("spring.kafka.template.observation-enabled", "true");
			settings.put("spring.kafka.listener.observation-enabled", "true");
			if (queues == Queues.LARGE) {
				String export = "management.opentelemetry.tracing.export.";
				settings.put(export + "max-queue-size", Queues.SPANS);
				settings.put(export + "max-batch-size", Queues.BATCH);
				settings.put(export + "schedule-delay", Queues.DELAY_MILLIS + "ms");
			}
			return settings;
		}

	},

	/** OpenTelemetry's starter or agent. */
	OPENTELEMETRY {

		@Override
		Map<String, String> settings(int receiver, double sampling, Queues queues, Set<Signal> signals) {
			Map<String, String> settings = new LinkedHashMap<>();
			settings.put("otel.service.name", "comparison");
			settings.put("otel.exporter.otlp.endpoint", endpoint(receiver));
			settings.put("otel.exporter.otlp.protocol", "grpc");
			settings.put("otel.metrics.exporter", signals.contains(Signal.METRICS) ? "otlp" : "none");
			settings.put("otel.logs.exporter", signals.contains(Signal.LOGS) ? "otlp" : "none");
			if (sampling < 1) {
				settings.put("otel.traces.sampler", "parentbased_traceidratio");
				settings.put("otel.traces.sampler.arg", String.valueOf(sampling));
			}
			if (queues == Queues.LARGE) {
				settings.put("otel.bsp.max.queue.size", Queues.SPANS);
				settings.put("otel.bsp.max.export.batch.size", Queues.BATCH);
				settings.put("otel.bsp.schedule.delay", Queues.DELAY_MILLIS);
				settings.put("otel.blrp.max.queue.size", Queues.SPANS);
				settings.put("otel.blrp.max.export.batch.size", Queues.BATCH);
				settings.put("otel.blrp.schedule.delay", Queues.DELAY_MILLIS);
			}
			return settings;
		}

	};

	/**
	 * Returns the settings as system properties, which all tracers read.
	 * @param receiver the port spans are sent to
	 * @param sampling the share of the traces that is recorded
	 * @param queues how many spans may wait
	 * @param signals the signals to send
	 */
	abstract Map<String, String> settings(int receiver, double sampling, Queues queues, Set<Signal> signals);

	private static String endpoint(int receiver) {
		return "http://127.0.0.1:" + receiver;
	}

}
