package io.github.tracingstarter.control;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The value of a property, and when that ends by itself.
 *
 * @param value the value
 * @param expiry when it ends and what follows, or null if it lasts
 */
record LiveState(String value, @Nullable Expiry expiry) {

	/**
	 * What is left of a state at a later time.
	 * @param now the time
	 * @return this, or what follows when it has ended
	 */
	LiveState at(Instant now) {
		return (this.expiry != null && !now.isBefore(this.expiry.until())) ? new LiveState(this.expiry.base(), null)
				: this;
	}

	/**
	 * What it becomes when nothing limits it: a value that is there for a while is not
	 * what another one goes back to.
	 * @return the value
	 */
	String base() {
		return (this.expiry != null) ? this.expiry.base() : this.value;
	}

	/**
	 * The end of a value.
	 *
	 * @param until when it ends
	 * @param base the value that follows
	 */
	record Expiry(Instant until, String base) {

	}

}
