package io.github.tracingstarter.meters;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramGauges;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A registry whose meters are exported by OpenTelemetry's SDK, with its exemplars, views
 * and limits. They can also be read, like those of Micrometer's simple registry.
 */
final class SdkMeterRegistry extends MeterRegistry {

	static final String SCOPE = "io.github.tracingstarter.meters";

	/** The buckets that OpenTelemetry recommends for durations, in seconds. */
	private static final List<Double> DURATIONS = List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0,
			2.5, 5.0, 7.5, 10.0);

	private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SdkInstruments instruments;

	/** The registry that the application uses. */
	private final MeterRegistry known;

	SdkMeterRegistry(Clock clock, io.opentelemetry.api.metrics.Meter meter) {
		this(clock, meter, null);
	}

	/**
	 * Creates the registry.
	 * @param clock the clock
	 * @param meter exports the meters
	 * @param known the registry for which the meters are created, or null for this one
	 */
	SdkMeterRegistry(Clock clock, io.opentelemetry.api.metrics.Meter meter, @Nullable MeterRegistry known) {
		super(clock);
		this.known = (known != null) ? known : this;
		this.instruments = new SdkInstruments(meter);
		config().namingConvention(NamingConvention.dot);
		this.known.config().onMeterRemoved((removed) -> this.instruments.remove(removed.getId()));
	}

	@Override
	protected Timer newTimer(Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
		List<Double> bounds = config.isPublishingHistogram() ? bounds(config, NANOS) : DURATIONS;
		DoubleHistogram histogram = this.instruments.histogram(name(id), "s", id.getDescription(), bounds);
		Attributes attributes = attributes(id);
		Timer timer = new SdkTimer(id, this.clock, withoutHistogram(config), pauseDetector, histogram, attributes);
		gauge(id, ".max", "s", () -> timer.max(TimeUnit.SECONDS));
		HistogramGauges.registerWithCommonFormat(timer, this.known);
		return timer;
	}

	@Override
	protected DistributionSummary newDistributionSummary(Id id, DistributionStatisticConfig config, double scale) {
		List<Double> bounds = config.isPublishingHistogram() ? bounds(config, 1) : List.of();
		DoubleHistogram histogram = this.instruments.histogram(name(id), id.getBaseUnit(), id.getDescription(), bounds);
		DistributionSummary summary = new SdkSummary(id, this.clock, withoutHistogram(config), scale, histogram,
				attributes(id));
		gauge(id, ".max", id.getBaseUnit(), summary::max);
		HistogramGauges.registerWithCommonFormat(summary, this.known);
		return summary;
	}

	private static List<Double> bounds(DistributionStatisticConfig config, double divisor) {
		return config.getHistogramBuckets(true).stream().map((bound) -> bound / divisor).toList();
	}

	/**
	 * Removes the histogram, because the SDK provides the buckets; Micrometer provides
	 * the percentiles.
	 */
	private static DistributionStatisticConfig withoutHistogram(DistributionStatisticConfig config) {
		return DistributionStatisticConfig.builder()
			.percentilesHistogram(false)
			.percentiles(config.getPercentiles())
			.percentilePrecision(config.getPercentilePrecision())
			.minimumExpectedValue(config.getMinimumExpectedValueAsDouble())
			.maximumExpectedValue(config.getMaximumExpectedValueAsDouble())
			.expiry(config.getExpiry())
			.bufferLength(config.getBufferLength())
			.build();
	}

	@Override
	protected Counter newCounter(Id id) {
		Counter counter = new CumulativeCounter(id);
		counter(id, "", id.getBaseUnit(), counter::count);
		return counter;
	}

	@Override
	protected <T> FunctionCounter newFunctionCounter(Id id, T object, ToDoubleFunction<T> count) {
		FunctionCounter counter = new CumulativeFunctionCounter<>(id, object, count);
		counter(id, "", id.getBaseUnit(), counter::count);
		return counter;
	}

	@Override
	protected <T> FunctionTimer newFunctionTimer(Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total,
			TimeUnit unit) {
		FunctionTimer timer = new CumulativeFunctionTimer<>(id, object, count, total, unit, getBaseTimeUnit());
		counter(id, ".count", null, timer::count);
		counter(id, ".sum", "s", () -> timer.totalTime(TimeUnit.SECONDS));
		return timer;
	}

	@Override
	protected <T> Gauge newGauge(Id id, @Nullable T object, ToDoubleFunction<T> value) {
		Gauge gauge = new DefaultGauge<>(id, object, value);
		gauge(id, "", id.getBaseUnit(), gauge::value);
		return gauge;
	}

	@Override
	protected LongTaskTimer newLongTaskTimer(Id id, DistributionStatisticConfig config) {
		LongTaskTimer timer = new DefaultLongTaskTimer(id, this.clock, getBaseTimeUnit(), config, false);
		gauge(id, ".active", null, timer::activeTasks);
		gauge(id, ".duration", "s", () -> timer.duration(TimeUnit.SECONDS));
		gauge(id, ".max", "s", () -> timer.max(TimeUnit.SECONDS));
		return timer;
	}

	@Override
	protected Meter newMeter(Id id, Meter.Type type, Iterable<Measurement> measurements) {
		for (Measurement measurement : measurements) {
			String suffix = "." + measurement.getStatistic().getTagValueRepresentation();
			switch (measurement.getStatistic()) {
				case COUNT, TOTAL -> counter(id, suffix, id.getBaseUnit(), measurement::getValue);
				case TOTAL_TIME -> counter(id, suffix, "s", measurement::getValue);
				default -> gauge(id, suffix, id.getBaseUnit(), measurement::getValue);
			}
		}
		return new DefaultMeter(id, type, measurements);
	}

	private void counter(Id id, String suffix, @Nullable String unit, DoubleSupplier value) {
		this.instruments.counter(id, name(id) + suffix, unit, attributes(id), value);
	}

	private void gauge(Id id, String suffix, @Nullable String unit, DoubleSupplier value) {
		this.instruments.gauge(id, name(id) + suffix, unit, attributes(id), value);
	}

	private String name(Id id) {
		return id.getConventionName(config().namingConvention());
	}

	private Attributes attributes(Id id) {
		AttributesBuilder attributes = Attributes.builder();
		id.getConventionTags(config().namingConvention())
			.forEach((tag) -> attributes.put(tag.getKey(), tag.getValue()));
		return attributes.build();
	}

	@Override
	protected TimeUnit getBaseTimeUnit() {
		return TimeUnit.SECONDS;
	}

	@Override
	protected DistributionStatisticConfig defaultHistogramConfig() {
		return DistributionStatisticConfig.DEFAULT;
	}

	@Override
	public void close() {
		this.instruments.freeze();
		super.close();
	}

	/**
	 * Also records into a histogram, which looks for the current span.
	 */
	private static final class SdkTimer extends CumulativeTimer {

		private final DoubleHistogram histogram;

		private final Attributes attributes;

		SdkTimer(Id id, Clock clock, DistributionStatisticConfig config, PauseDetector pauseDetector,
				DoubleHistogram histogram, Attributes attributes) {
			super(id, clock, config, pauseDetector, TimeUnit.SECONDS, false);
			this.histogram = histogram;
			this.attributes = attributes;
		}

		@Override
		protected void recordNonNegative(long amount, TimeUnit unit) {
			super.recordNonNegative(amount, unit);
			this.histogram.record(unit.toNanos(amount) / NANOS, this.attributes);
		}

	}

	/**
	 * The same for values that are not durations.
	 */
	private static final class SdkSummary extends CumulativeDistributionSummary {

		private final DoubleHistogram histogram;

		private final Attributes attributes;

		SdkSummary(Id id, Clock clock, DistributionStatisticConfig config, double scale, DoubleHistogram histogram,
				Attributes attributes) {
			super(id, clock, config, scale, false);
			this.histogram = histogram;
			this.attributes = attributes;
		}

		@Override
		protected void recordNonNegative(double amount) {
			super.recordNonNegative(amount);
			this.histogram.record(amount, this.attributes);
		}

	}

}
