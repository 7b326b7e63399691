package io.github.tracingstarter.comparison;

/**
 * How many spans may wait to be sent.
 */
enum Queues {

	/** So many that nobody drops a span, and everybody pays for all of them. */
	LARGE,

	/** As many as each tracer lets wait unless told otherwise. */
	DEFAULT;

	static final String SPANS = "1000000";

	static final String BATCH = "2048";

	static final String DELAY_MILLIS = "1000";

}
