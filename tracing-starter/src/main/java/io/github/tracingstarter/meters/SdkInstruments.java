package io.github.tracingstarter.meters;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import io.github.tracingstarter.report.FailureLog;
import io.micrometer.core.instrument.Meter.Id;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry instruments behind meters: one for all meters that differ only in
 * their tags. Existing counts are read when they are exported.
 */
final class SdkInstruments {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(SdkInstruments.class),
			"A meter could not be read, and is left out of what is exported.");

	private static final int LONGEST_NAME = 255;

	private static final Map<String, String> UNITS = Map.of("bytes", "By", "seconds", "s", "milliseconds", "ms",
			"microseconds", "us", "nanoseconds", "ns", "percent", "%");

	private final Meter meter;

	private final Map<String, DoubleHistogram> histograms = new ConcurrentHashMap<>();

	private final Map<String, Observed> counters = new ConcurrentHashMap<>();

	private final Map<String, Observed> gauges = new ConcurrentHashMap<>();

	SdkInstruments(Meter meter) {
		this.meter = meter;
	}

	/**
	 * Returns the histogram of a name. The first one decides on its unit and its bounds.
	 */
	DoubleHistogram histogram(String name, @Nullable String unit, @Nullable String description, List<Double> bounds) {
		return this.histograms.computeIfAbsent(name, (each) -> {
			DoubleHistogramBuilder builder = this.meter.histogramBuilder(valid(each))
				.setExplicitBucketBoundariesAdvice(bounds);
			return builder.setUnit(ucum(unit)).setDescription(text(description)).build();
		});
	}

	/**
	 * Exports a value that only grows.
	 */
	void counter(Id id, String name, @Nullable String unit, Attributes attributes, DoubleSupplier value) {
		this.counters.computeIfAbsent(name,
				(each) -> new Observed((observed) -> this.meter.counterBuilder(valid(each))
					.ofDoubles()
					.setUnit(ucum(unit))
					.setDescription(text(id.getDescription()))
					.buildWithCallback(observed::read))).values
			.put(id, new Value(attributes, value));
	}

	/**
	 * Exports a value.
	 */
	void gauge(Id id, String name, @Nullable String unit, Attributes attributes, DoubleSupplier value) {
		this.gauges.computeIfAbsent(name,
				(each) -> new Observed((observed) -> this.meter.gaugeBuilder(valid(each))
					.setUnit(ucum(unit))
					.setDescription(text(id.getDescription()))
					.buildWithCallback(observed::read))).values
			.put(id, new Value(attributes, value));
	}

	/**
	 * Stops exporting a meter.
	 */
	void remove(Id id) {
		this.counters.values().forEach((observed) -> observed.values.remove(id));
		this.gauges.values().forEach((observed) -> observed.values.remove(id));
	}

	/**
	 * Keeps the current values for the last export, which happens after the beans from
	 * which they are read have been destroyed.
	 */
	void freeze() {
		this.counters.values().forEach(Observed::freeze);
		this.gauges.values().forEach(Observed::freeze);
	}

	/**
	 * Converts a unit to OpenTelemetry's form. Words that say what is counted are kept as
	 * annotations, so that a collector gives a metric the same name that Prometheus would
	 * without a collector.
	 */
	private static String ucum(@Nullable String unit) {
		return (unit != null) ? UNITS.getOrDefault(unit.toLowerCase(Locale.ROOT), unit) : "";
	}

	private static String text(@Nullable String description) {
		return (description != null) ? description : "";
	}

	/**
	 * Returns a valid name. The SDK accepts no other names, and prints a stack trace for
	 * each.
	 */
	private static String valid(String name) {
		StringBuilder valid = new StringBuilder(name);
		for (int i = 0; i < valid.length(); i++) {
			char c = valid.charAt(i);
			if (!isLetter(c) && (c < '0' || c > '9') && "_.-/".indexOf(c) < 0) {
				valid.setCharAt(i, '_');
			}
		}
		if (valid.isEmpty() || !isLetter(valid.charAt(0))) {
			valid.insert(0, "m_");
		}
		return valid.substring(0, Math.min(LONGEST_NAME, valid.length()));
	}

	private static boolean isLetter(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}

	/**
	 * A value that is read from a meter.
	 */
	private record Value(Attributes attributes, DoubleSupplier value) {

	}

	/**
	 * The values of one instrument.
	 */
	private static final class Observed {

		private final Map<Id, Value> values = new ConcurrentHashMap<>();

		Observed(Consumer<Observed> instrument) {
			instrument.accept(this);
		}

		void read(ObservableDoubleMeasurement measurement) {
			this.values.values().forEach((value) -> failures.guard(() -> {
				double now = value.value().getAsDouble();
				if (Double.isFinite(now)) {
					measurement.record(now, value.attributes());
				}
			}));
		}

		void freeze() {
			this.values.replaceAll((id, value) -> {
				double[] last = { Double.NaN };
				failures.guard(() -> last[0] = value.value().getAsDouble());
				return new Value(value.attributes(), () -> last[0]);
			});
		}

	}

}
