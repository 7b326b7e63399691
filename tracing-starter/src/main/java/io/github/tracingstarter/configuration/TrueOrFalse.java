package io.github.tracingstarter.configuration;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.Environment;

/**
 * Reads boolean properties, with the words that Spring accepts: true, on, yes and 1, or
 * false, off, no and 0.
 */
public final class TrueOrFalse {

	private static final String REASON = "it is neither true nor false";

	private TrueOrFalse() {
	}

	/**
	 * Parses a value to set while the application runs.
	 * @param key the key of the property
	 * @param value the value
	 * @param fix what to write instead, as a sentence
	 * @return whether it is true
	 * @throws InvalidTracingPropertyException if it is neither
	 */
	public static boolean parse(String key, String value, String fix) {
		Boolean parsed = null;
		try {
			parsed = DefaultConversionService.getSharedInstance().convert(value, Boolean.class);
		}
		catch (ConversionException ex) {
			// The exception thrown below has a better message.
		}
		if (parsed == null) {
			throw new InvalidTracingPropertyException(key, value, REASON, fix);
		}
		return parsed;
	}

	/**
	 * Reads a property of the environment.
	 * @param environment the environment
	 * @param key the key of the property
	 * @return whether it is true, or null if it is not set
	 * @throws InvalidTracingPropertyException if it is neither
	 */
	public static @Nullable Boolean find(Environment environment, String key) {
		try {
			return environment.getProperty(key, Boolean.class);
		}
		catch (ConversionException | IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(key, String.valueOf(environment.getProperty(key)), REASON,
					"Write true or false.");
		}
	}

}
