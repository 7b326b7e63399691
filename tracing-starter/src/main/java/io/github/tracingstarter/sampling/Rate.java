package io.github.tracingstarter.sampling;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

/**
 * A number of traces per unit of time.
 *
 * @param text the rate as written, such as {@code 100/s}
 * @param perSecond the number per second
 */
public record Rate(String text, double perSecond) {

	private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*/\\s*([smh])");

	private static final String FIX = "Write a number of traces and a unit of time, such as 100/s, 10/m or 5/h.";

	/**
	 * Reads a rate.
	 * @param key the key of the property, for messages
	 * @param value the text
	 * @return the rate
	 * @throws InvalidTracingPropertyException if the text is not a rate
	 */
	public static Rate parse(String key, String value) {
		Matcher matcher = FORM.matcher(value.trim());
		if (!matcher.matches()) {
			throw new InvalidTracingPropertyException(key, value, "it is not a rate", FIX);
		}
		double number = Double.parseDouble(matcher.group(1));
		if (number == 0) {
			throw new InvalidTracingPropertyException(key, value, "it is 0", FIX);
		}
		int seconds = switch (matcher.group(2)) {
			case "s" -> 1;
			case "m" -> 60;
			default -> 3600;
		};
		return new Rate(value.trim(), number / seconds);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
