package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TrueOrFalse;
import io.github.tracingstarter.report.ExportControl;

/**
 * Whether the export of all signals is paused, as a property that can be changed. Each
 * export starts with the value of the property at startup.
 *
 * @param exports the exports to pause
 * @param paused whether they are paused
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
	 * Validates a value. Spans that are not sent are still recorded, and shown on the
	 * page.
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
