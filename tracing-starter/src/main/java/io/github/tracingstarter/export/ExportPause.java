package io.github.tracingstarter.export;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TrueOrFalse;

/**
 * Whether the export is paused, as a property that can be changed.
 *
 * @param processor what is paused
 */
record ExportPause(BatchingSpanProcessor processor) implements LiveProperty {

	static final String KEY = "tracing.export.paused";

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return Boolean.toString(this.processor.isPaused());
	}

	/**
	 * What is not sent is recorded all the same, and shown on the page.
	 */
	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public void change(String value) {
		this.processor.pause(parse(value));
	}

	private static boolean parse(String value) {
		return TrueOrFalse.parse(KEY, value, "Write true to send nothing, false to go on.");
	}

}
