package io.github.tracingstarter.export;

import java.util.Locale;

/**
 * Why spans are dropped, for what counts them.
 */
enum DropCause {

	/** They did not fit into the queue. */
	QUEUE_FULL,

	/** The target does not take them. */
	REJECTED,

	/** The target did not take them within the time for which they are sent again. */
	FAILED,

	/** The application stopped before they were sent. */
	STOPPED,

	/** The collector does not take this signal, or has not said that it does. */
	NOT_TAKEN;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
