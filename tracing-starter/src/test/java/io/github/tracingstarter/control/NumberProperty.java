package io.github.tracingstarter.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;

/**
 * A property that is an integer, and remembers all values that it had.
 */
final class NumberProperty implements LiveProperty {

	private final String key;

	private final List<Integer> values = Collections.synchronizedList(new ArrayList<>());

	private volatile int value;

	/** The number that passes validation, but fails when it is applied. */
	private volatile int broken = -1;

	NumberProperty(String key, int value) {
		this.key = key;
		this.value = value;
	}

	NumberProperty brokenAt(int number) {
		this.broken = number;
		return this;
	}

	List<Integer> values() {
		return List.copyOf(this.values);
	}

	@Override
	public String key() {
		return this.key;
	}

	@Override
	public String value() {
		return Integer.toString(this.value);
	}

	@Override
	public void validate(String text) {
		parse(text);
	}

	@Override
	public void change(String text) {
		int number = parse(text);
		if (number == this.broken) {
			throw new IllegalStateException("broken");
		}
		this.value = number;
		this.values.add(number);
	}

	private int parse(String text) {
		try {
			return Integer.parseInt(text.trim());
		}
		catch (NumberFormatException ex) {
			throw new InvalidTracingPropertyException(this.key, text, "it is not a number", "Write a number.");
		}
	}

}
