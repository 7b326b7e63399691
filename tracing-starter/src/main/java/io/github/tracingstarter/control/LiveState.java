package io.github.tracingstarter.control;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The value of a property, and when it ends by itself.
 *
 * @param value the value
 * @param expiry when it ends and what follows, or null if it does not end
 */
record LiveState(String value, @Nullable Expiry expiry) {

	/**
	 * Returns the state at a later time.
	 * @param now the time
	 * @return this state, or the one that follows if it has ended
	 */
	LiveState at(Instant now) {
		return (this.expiry != null && !now.isBefore(this.expiry.until())) ? new LiveState(this.expiry.base(), null)
				: this;
	}

	/**
	 * Returns the lasting value, because a value that ends must not restore another
	 * temporary one.
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
