package io.github.tracingstarter.control;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A change that took effect while the application runs.
 *
 * @param number its number, counted from the start of the application
 * @param at when it took effect
 * @param who who made it, in words that can follow "by"
 * @param steps what it changed
 * @param until when it ends by itself, or null
 * @param undoable whether it can be undone: not if one of its properties was changed
 * again
 */
public record Change(int number, Instant at, String who, List<Step> steps, @Nullable Instant until, boolean undoable) {

	/**
	 * The change of one property.
	 *
	 * @param key the key
	 * @param before what it was
	 * @param after what it became
	 */
	public record Step(String key, String before, String after) {

	}

}
