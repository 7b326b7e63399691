package io.github.tracingstarter.instrument.method;

import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * Settings of the tracing of methods by name.
 *
 * @param enabled Whether the methods that 'tracing.methods.include' names have spans.
 * @param include Public methods of beans to trace, without code changes:
 * 'com.example.orders.**' (a package and its subpackages), 'com.example.orders.*' (its
 * classes), 'OrderService' (a class), '*Service#find*' (methods of classes).
 * @param exclude Methods to exclude although they are included, in the same form.
 * @param minDuration How long a call must take to have a span, unless it fails or there
 * are spans below its own.
 */
@ConfigurationProperties("tracing.methods")
record MethodProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> include,
		@DefaultValue List<String> exclude, @DefaultValue("0ms") Duration minDuration) {

	static final String PREFIX = "tracing.methods";

	private static final String INCLUDE = PREFIX + ".include";

	private static final String EXCLUDE = PREFIX + ".exclude";

	MethodProperties {
		MethodPatterns.of(INCLUDE, include);
		MethodPatterns.of(EXCLUDE, exclude);
		checkMinDuration(minDuration);
	}

	MethodSelection selection() {
		return new MethodSelection(MethodPatterns.of(INCLUDE, this.include), MethodPatterns.of(EXCLUDE, this.exclude));
	}

	static void checkMinDuration(Duration minDuration) {
		if (minDuration.isNegative() || minDuration.toDays() > 1) {
			throw new InvalidTracingPropertyException(PREFIX + ".min-duration", DurationStyle.SIMPLE.print(minDuration),
					"it is not between 0 and a day", "Write a time such as '5ms', or 0 for a span for each call.");
		}
	}

}
