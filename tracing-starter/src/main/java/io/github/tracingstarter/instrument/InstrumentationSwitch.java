package io.github.tracingstarter.instrument;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TrueOrFalse;

/**
 * Turns the spans of an instrumentation off and on while the application runs. Objects
 * that it has wrapped stay wrapped and consult this switch.
 */
final class InstrumentationSwitch implements LiveProperty {

	/** The switch for spans that are not part of any instrumentation. */
	static final InstrumentationSwitch ALWAYS_ON = new InstrumentationSwitch("");

	private final String id;

	private volatile boolean on = true;

	InstrumentationSwitch(String id) {
		this.id = id;
	}

	String id() {
		return this.id;
	}

	boolean isOn() {
		return this.on;
	}

	@Override
	public String key() {
		return "tracing.%s.enabled".formatted(this.id);
	}

	@Override
	public String value() {
		return Boolean.toString(this.on);
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public String unpredictable() {
		return "Which instrumentation made a span that was recorded is not known any more.";
	}

	@Override
	public void change(String value) {
		this.on = parse(value);
	}

	private boolean parse(String value) {
		return TrueOrFalse.parse(key(), value, "Write true or false.");
	}

}
