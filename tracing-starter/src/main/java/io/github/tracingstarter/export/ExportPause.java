package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TrueOrFalse;
import io.github.tracingstarter.report.ExportControl;

/**
 * Whether the export of all signals is paused, as a property that can be changed. Each
 * begins with the property as it is at the start.
 *
 * @param exports what is paused
 * @param paused whether it is
 */
record ExportPause(List<ExportControl> exports, AtomicBoolean paused) implements LiveProperty {

	static final String KEY = "tracing.export.paused";

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return Boolean.toString(this.paused.get());
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
		boolean pause = parse(value);
		this.paused.set(pause);
		this.exports.forEach((export) -> export.pause(pause));
	}

	private static boolean parse(String value) {
		return TrueOrFalse.parse(KEY, value, "Write true to send nothing, false to go on.");
	}

}
