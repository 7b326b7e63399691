package io.github.tracingstarter.comparison;

/**
 * The number of spans that may wait to be sent.
 */
enum Queues {

	/** So many that no tracer drops a span, and each pays for all of them. */
	LARGE,

	/** The default of each tracer. */
	DEFAULT;

	static final String SPANS = "1000000";

	static final String BATCH = "2048";

	static final String DELAY_MILLIS = "1000";

}
