package io.github.tracingstarter.control;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A change that took effect while the application runs.
 *
 * @param number its number, counted from startup
 * @param at when it took effect
 * @param who the author, in words that can follow "by"
 * @param steps the changed properties
 * @param until when it ends by itself, or null
 * @param undoable whether it can be undone; false if one of its properties has been
 * changed again
 */
public record Change(int number, Instant at, String who, List<Step> steps, @Nullable Instant until, boolean undoable) {

	/**
	 * The change of one property.
	 *
	 * @param key the key
	 * @param before the value before
	 * @param after the value after
	 */
	public record Step(String key, String before, String after) {

	}

}
