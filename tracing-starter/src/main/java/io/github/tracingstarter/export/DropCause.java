package io.github.tracingstarter.export;

import java.util.Locale;

/**
 * Why spans are dropped, for their counters.
 */
enum DropCause {

	/** They did not fit into the queue. */
	QUEUE_FULL,

	/** The target rejected them. */
	REJECTED,

	/** The target did not accept them within the time for which they are retried. */
	FAILED,

	/** The application stopped before they were sent. */
	STOPPED,

	/** The collector does not accept this signal, or has not confirmed that it does. */
	NOT_TAKEN;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
