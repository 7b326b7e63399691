package io.github.tracingstarter.instrument.method;

import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;

import org.springframework.boot.convert.DurationStyle;

/**
 * How long a call must take to have a span.
 */
final class MinDuration implements LiveProperty {

	private volatile long nanos;

	MinDuration(Duration duration) {
		this.nanos = duration.toNanos();
	}

	long nanos() {
		return this.nanos;
	}

	@Override
	public String key() {
		return MethodProperties.PREFIX + ".min-duration";
	}

	@Override
	public String value() {
		return DurationStyle.SIMPLE.print(Duration.ofNanos(this.nanos));
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public String unpredictable() {
		return "Which spans are of methods that were included is not known any more.";
	}

	@Override
	public void change(String value) {
		this.nanos = parse(value).toNanos();
	}

	private Duration parse(String value) {
		try {
			Duration duration = DurationStyle.detectAndParse(value);
			MethodProperties.checkMinDuration(duration);
			return duration;
		}
		catch (InvalidTracingPropertyException ex) {
			throw ex;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidTracingPropertyException(key(), value, "it is not a time", "Write a time such as '5ms'.");
		}
	}

}
