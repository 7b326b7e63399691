package io.github.tracingstarter.instrument.faas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.convert.DurationStyle;

/**
 * Sends everything at the end of an invocation, because the process may be suspended as
 * soon as it has answered. All signals are sent at the same time, within one timeout.
 */
final class InvocationFlush {

	private static final Log logger = LogFactory.getLog(InvocationFlush.class);

	private static final FailureLog failures = new FailureLog(logger,
			"Spans could not be sent at the end of an invocation. The function is not affected.");

	/** The time between two warnings. */
	private static final long PAUSE = Duration.ofMinutes(5).toMillis();

	private final Supplier<OpenTelemetry> openTelemetry;

	private final Duration timeout;

	private long missed;

	private long told;

	InvocationFlush(Supplier<OpenTelemetry> openTelemetry, Duration timeout) {
		this.openTelemetry = openTelemetry;
		this.timeout = timeout;
	}

	/**
	 * Waits until everything has been sent, or the time is over. Never throws.
	 */
	void run() {
		if (!this.timeout.isZero()) {
			failures.guard(() -> {
				if (this.openTelemetry.get() instanceof OpenTelemetrySdk sdk) {
					flush(sdk);
				}
			});
		}
	}

	private void flush(OpenTelemetrySdk sdk) {
		Map<String, CompletableResultCode> results = new LinkedHashMap<>();
		results.put("spans", sdk.getSdkTracerProvider().forceFlush());
		results.put("log records", sdk.getSdkLoggerProvider().forceFlush());
		results.put("metrics", sdk.getSdkMeterProvider().forceFlush());
		CompletableResultCode.ofAll(results.values()).join(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		// What could not be sent is reported by its exporter.
		List<String> late = results.entrySet()
			.stream()
			.filter((result) -> !result.getValue().isDone())
			.map(Map.Entry::getKey)
			.toList();
		if (!late.isEmpty()) {
			missed(String.join(" and ", late));
		}
	}

	/**
	 * Warns at once, and then once in a while. By the clock, because the time during
	 * which the process is suspended may not count otherwise.
	 */
	private synchronized void missed(String what) {
		this.missed++;
		long now = System.currentTimeMillis();
		if (this.told == 0 || now - this.told >= PAUSE) {
			logger.warn(("The %s of %s were not sent within %s, and wait for the next invocation. If the collector is "
					+ "far away, raise %s; an invocation may take that much longer.")
				.formatted(what, (this.missed == 1) ? "an invocation" : this.missed + " invocations",
						DurationStyle.SIMPLE.print(this.timeout), FaasProperties.FLUSH_TIMEOUT));
			this.told = now;
			this.missed = 0;
		}
	}

}
