package io.github.tracingstarter.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * Properties of metrics. Defaults come from {@code management.otlp.metrics.export} and so
 * from the {@code OTEL_*} variables.
 *
 * @param enabled Whether to measure what the application does, and to export it as
 * metrics.
 * @param names Whose metrics are exported: those of Spring Boot, those that OpenTelemetry
 * defines, or both. By default those of Spring Boot if Actuator is present, otherwise
 * OpenTelemetry's.
 * @param interval Time between two exports. By default one minute.
 * @param temporality Whether exported counts are since startup or since the last export.
 * By default since startup.
 * @param histogram Whether histograms have fixed buckets, or exponential ones that adapt
 * to the values. By default fixed.
 * @param buckets Bounds of the buckets in the histograms of durations that the starter
 * records, in ascending order. By default those that OpenTelemetry recommends.
 * @param attributes Names of the attributes to keep on the metrics that the starter
 * records, such as 'http.route'. By default all of them.
 * @param maxSeries Maximum number of combinations of attributes for each metric. Further
 * ones are counted together.
 * @param maxHosts Maximum number of hosts that metrics of outgoing calls distinguish.
 * Further ones are '_OTHER'.
 */
@ConfigurationProperties("tracing.metrics")
public record MetricsProperties(@DefaultValue("true") boolean enabled, @Nullable Names names,
		@Nullable Duration interval, @Nullable Temporality temporality, @Nullable Histogram histogram,
		@DefaultValue List<Duration> buckets, @DefaultValue Set<String> attributes, @DefaultValue("2000") int maxSeries,
		@DefaultValue("100") int maxHosts) {

	private static final String BOOTS = "management.otlp.metrics.export.";

	private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

	public MetricsProperties {
		positive("max-series", maxSeries);
		positive("max-hosts", maxHosts);
		if (interval != null && (interval.isZero() || interval.isNegative())) {
			throw new InvalidTracingPropertyException("tracing.metrics.interval", DurationStyle.SIMPLE.print(interval),
					"it is not above 0", "Set it to a duration such as 1m.");
		}
		Duration last = Duration.ZERO;
		for (Duration bound : buckets) {
			if (bound.compareTo(last) <= 0) {
				throw new InvalidTracingPropertyException("tracing.metrics.buckets", DurationStyle.SIMPLE.print(bound),
						"it is not above the one before it", "Write bounds in ascending order, such as 10ms,100ms,1s.");
			}
			last = bound;
		}
	}

	private static void positive(String name, int value) {
		if (value <= 0) {
			throw new InvalidTracingPropertyException("tracing.metrics." + name, value, "it is not above 0",
					"Set it to a value above 0, or remove it to use the default.");
		}
	}

	/**
	 * Returns these properties, with Boot's keys and OpenTelemetry's variables as a
	 * fallback. Boot 4.1 maps the variables to its keys itself.
	 * @param environment the environment with the keys and variables
	 * @return the properties, with an interval, a temporality and a kind of histogram
	 */
	public MetricsProperties orBoots(Environment environment) {
		Binder binder = Binder.get(environment);
		Duration interval = (this.interval != null) ? this.interval : binder.bind(BOOTS + "step", Duration.class)
			.orElseGet(() -> binder.bind("otel.metric.export.interval", Duration.class).orElse(null));
		return new MetricsProperties(this.enabled, this.names,
				(interval != null && interval.toMillis() > 0) ? interval : DEFAULT_INTERVAL,
				(this.temporality != null) ? this.temporality : temporality(binder),
				(this.histogram != null) ? this.histogram : histogram(binder), this.buckets, this.attributes,
				this.maxSeries, this.maxHosts);
	}

	private static Temporality temporality(Binder binder) {
		String text = text(binder, "aggregation-temporality", "otel.exporter.otlp.metrics.temporality.preference");
		return text.equalsIgnoreCase("delta") ? Temporality.DELTA : Temporality.CUMULATIVE;
	}

	private static Histogram histogram(Binder binder) {
		String text = text(binder, "histogram-flavor", "otel.exporter.otlp.metrics.default.histogram.aggregation");
		return text.regionMatches(true, 0, "base2", 0, 5) ? Histogram.EXPONENTIAL : Histogram.EXPLICIT;
	}

	private static String text(Binder binder, String boots, String variable) {
		return binder.bind(BOOTS + boots, String.class).orElseGet(() -> binder.bind(variable, String.class).orElse(""));
	}

	/**
	 * The origin of the names of metrics.
	 */
	public enum Names {

		/**
		 * Spring Boot's, such as http.server.requests.
		 */
		BOOT,

		/**
		 * OpenTelemetry's, such as http.server.request.duration.
		 */
		OPENTELEMETRY,

		/**
		 * Both.
		 */
		BOTH

	}

	/**
	 * The start of an exported count.
	 */
	public enum Temporality {

		/**
		 * The start of the application, as Prometheus requires.
		 */
		CUMULATIVE,

		/**
		 * The last export.
		 */
		DELTA

	}

	/**
	 * Kinds of buckets.
	 */
	public enum Histogram {

		/**
		 * Fixed buckets.
		 */
		EXPLICIT,

		/**
		 * Base-2 exponential buckets, which adapt to the values.
		 */
		EXPONENTIAL

	}

}
