package io.github.tracingstarter.meters;

import java.util.concurrent.TimeUnit;
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
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Spring Boot's simple registry with the meters of another, so that the application finds
 * a registry of the type that it expects. It is used only instead of Boot's, because two
 * beans of this type would be ambiguous.
 */
final class ExportedSimpleRegistry extends SimpleMeterRegistry {

	private final SdkMeterRegistry exported;

	ExportedSimpleRegistry(SimpleConfig config, Clock clock, io.opentelemetry.api.metrics.Meter meter) {
		super(config, clock);
		this.exported = new SdkMeterRegistry(clock, meter, this);
	}

	@Override
	protected Timer newTimer(Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
		return this.exported.newTimer(id, config, pauseDetector);
	}

	@Override
	protected DistributionSummary newDistributionSummary(Id id, DistributionStatisticConfig config, double scale) {
		return this.exported.newDistributionSummary(id, config, scale);
	}

	@Override
	protected Counter newCounter(Id id) {
		return this.exported.newCounter(id);
	}

	@Override
	protected <T> FunctionCounter newFunctionCounter(Id id, T object, ToDoubleFunction<T> count) {
		return this.exported.newFunctionCounter(id, object, count);
	}

	@Override
	protected <T> FunctionTimer newFunctionTimer(Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total,
			TimeUnit unit) {
		return this.exported.newFunctionTimer(id, object, count, total, unit);
	}

	@Override
	protected <T> Gauge newGauge(Id id, @Nullable T object, ToDoubleFunction<T> value) {
		return this.exported.newGauge(id, object, value);
	}

	@Override
	protected LongTaskTimer newLongTaskTimer(Id id, DistributionStatisticConfig config) {
		return this.exported.newLongTaskTimer(id, config);
	}

	@Override
	protected Meter newMeter(Id id, Meter.Type type, Iterable<Measurement> measurements) {
		return this.exported.newMeter(id, type, measurements);
	}

	@Override
	public void close() {
		this.exported.close();
		super.close();
	}

}
