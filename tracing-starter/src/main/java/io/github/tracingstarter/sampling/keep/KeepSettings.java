package io.github.tracingstarter.sampling.keep;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.TrueOrFalse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Which traces are kept, and the resources that they may use until that is known.
 * Immutable.
 *
 * @param errors whether failed traces are kept
 * @param handledErrors whether traces in which another span failed are kept
 * @param slowerThan the duration from which a request is slow
 * @param routes routes with their own thresholds
 * @param maxMemory the memory of all waiting traces
 * @param maxDuration the time for which a trace waits
 */
record KeepSettings(boolean errors, boolean handledErrors, Slowness slowerThan, KeptRoutes routes, DataSize maxMemory,
		Duration maxDuration) {

	private static final String PREFIX = "tracing.sampling.keep.";

	static final String ERRORS = PREFIX + "errors";

	static final String HANDLED_ERRORS = PREFIX + "handled-errors";

	static final String SLOWER_THAN = PREFIX + "slower-than";

	static final String ROUTES = PREFIX + "routes";

	static final String MAX_MEMORY = PREFIX + "max-memory";

	static final String MAX_DURATION = PREFIX + "max-duration";

	private static final String A_SIZE = "Set it to a size such as 16MB.";

	private static final String A_DURATION = "Set it to a duration such as 60s.";

	private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);

	KeepSettings {
		if (maxMemory.compareTo(LEAST_MEMORY) < 0) {
			throw new InvalidTracingPropertyException(MAX_MEMORY, maxMemory, "it is below 1MB", A_SIZE);
		}
		if (maxDuration.compareTo(Duration.ofSeconds(1)) < 0 || maxDuration.compareTo(Duration.ofDays(1)) > 0) {
			throw new InvalidTracingPropertyException(MAX_DURATION, print(maxDuration),
					"it is not between a second and a day", A_DURATION);
		}
	}

	boolean isOn() {
		return this.errors || this.handledErrors || !this.slowerThan.isNever() || !this.routes.isEmpty();
	}

	boolean hasPercentile() {
		return this.slowerThan.isPercentile() || this.routes.hasPercentile();
	}

	/**
	 * Returns why a trace is kept.
	 * @param root its first span in this application, which has ended
	 * @param failedWithin whether another of its spans has failed
	 * @param latencies the durations of other requests
	 * @return the reason, or null if it is not kept
	 */
	@Nullable String reason(ReadableSpan root, boolean failedWithin, RecentLatencies latencies) {
		boolean failed = this.errors && root.toSpanData().getStatus().getStatusCode() == StatusCode.ERROR;
		return reason(root.getName(), root::getAttribute, failed, failedWithin, root.getLatencyNanos(), latencies);
	}

	/**
	 * Returns why a trace is kept.
	 * @param name the name of its first span
	 * @param attributes the attributes of that span
	 * @param failed whether that span failed
	 * @param failedWithin whether another span has failed
	 * @param nanos how long that span took
	 * @param latencies the durations of other requests
	 * @return the reason, or null if it is not kept
	 */
	@Nullable String reason(String name, Function<AttributeKey<String>, @Nullable String> attributes, boolean failed,
			boolean failedWithin, long nanos, RecentLatencies latencies) {
		Slowness slowness = this.routes.find(name, attributes);
		if (slowness != null && slowness.isAlways()) {
			return "route";
		}
		if ((this.errors && failed) || (this.handledErrors && failedWithin)) {
			return "error";
		}
		Slowness applied = (slowness != null) ? slowness : this.slowerThan;
		return (!applied.isNever() && nanos > threshold(applied, name, latencies)) ? "slow" : null;
	}

	private static long threshold(Slowness slowness, String name, RecentLatencies latencies) {
		return slowness.isPercentile() ? latencies.slow(name) : slowness.nanos();
	}

	String memory() {
		long megabytes = this.maxMemory.toMegabytes();
		return DataSize.ofMegabytes(megabytes).equals(this.maxMemory) ? megabytes + "MB" : this.maxMemory.toString();
	}

	String duration() {
		return print(this.maxDuration);
	}

	private static String print(Duration duration) {
		return DurationStyle.SIMPLE.print(duration,
				(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
	}

	KeepSettings withErrors(String value) {
		boolean wanted = TrueOrFalse.parse(ERRORS, value, "Set it to true or false.");
		return new KeepSettings(wanted, this.handledErrors, this.slowerThan, this.routes, this.maxMemory,
				this.maxDuration);
	}

	KeepSettings withHandledErrors(String value) {
		boolean wanted = TrueOrFalse.parse(HANDLED_ERRORS, value, "Set it to true or false.");
		return new KeepSettings(this.errors, wanted, this.slowerThan, this.routes, this.maxMemory, this.maxDuration);
	}

	KeepSettings withSlowerThan(String value) {
		return new KeepSettings(this.errors, this.handledErrors, Slowness.parse(SLOWER_THAN, value), this.routes,
				this.maxMemory, this.maxDuration);
	}

	KeepSettings withRoutes(String value) {
		return new KeepSettings(this.errors, this.handledErrors, this.slowerThan, KeptRoutes.parse(value),
				this.maxMemory, this.maxDuration);
	}

	KeepSettings withMaxMemory(String value) {
		return new KeepSettings(this.errors, this.handledErrors, this.slowerThan, this.routes,
				parse(MAX_MEMORY, value, DataSize::parse, "it is not a size", A_SIZE), this.maxDuration);
	}

	KeepSettings withMaxDuration(String value) {
		return new KeepSettings(this.errors, this.handledErrors, this.slowerThan, this.routes, this.maxMemory,
				parse(MAX_DURATION, value, DurationStyle::detectAndParse, "it is not a duration", A_DURATION));
	}

	private static <T> T parse(String key, String value, Function<String, T> parser, String reason, String fix) {
		try {
			return parser.apply(value.trim());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(key, value, reason, fix);
		}
	}

}
