package io.github.tracingstarter.ui.stacks;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;

import org.springframework.boot.convert.DurationStyle;

/**
 * A time setting of the sampling, as a property that can be changed.
 *
 * @param key the key of the property
 * @param current supplies the time
 * @param changed changes the time
 */
record StacksProperty(String key, Supplier<Duration> current, Consumer<Duration> changed) implements LiveProperty {

	@Override
	public String value() {
		Duration value = this.current.get();
		return (value.toNanosPart() % 1_000_000 == 0) ? DurationStyle.SIMPLE.print(value) : value.toNanos() + "ns";
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public void change(String value) {
		this.changed.accept(parse(value));
	}

	private Duration parse(String value) {
		try {
			return StacksProperties.validate(this.key, DurationStyle.detectAndParse(value.strip()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(this.key, value, "it is not a time",
					"Use a time such as 500ms or 2s.");
		}
	}

}
