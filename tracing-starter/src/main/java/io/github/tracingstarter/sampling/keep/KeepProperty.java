package io.github.tracingstarter.sampling.keep;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.tracingstarter.configuration.LiveProperty;

/**
 * A setting, as a property that can be changed.
 *
 * @param key the key of the property
 * @param processor the processor that has the settings
 * @param text the value in the settings
 * @param changed creates the settings with another value
 */
record KeepProperty(String key, TailSpanProcessor processor, Function<KeepSettings, String> text,
		BiFunction<KeepSettings, String, KeepSettings> changed) implements LiveProperty {

	@Override
	public String value() {
		return this.text.apply(this.processor.settings());
	}

	/**
	 * Validates a value. No recorded trace would be lost, because the kept traces were
	 * not chosen.
	 */
	@Override
	public void validate(String value) {
		this.changed.apply(this.processor.settings(), value);
	}

	@Override
	public Predicate<End> previewKept(String value) {
		KeepSettings other = this.changed.apply(this.processor.settings(), value);
		return (root) -> this.processor.wouldKeep(other, root);
	}

	@Override
	public void change(String value) {
		this.processor.change((settings) -> this.changed.apply(settings, value));
	}

}
