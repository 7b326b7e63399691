package io.github.tracingstarter.sql;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attributes of the spans of statements that are not in the stable semantic conventions,
 * and the number of runs from which statements count as repeated, for both writers and
 * readers of the attributes.
 */
public final class StatementAttributes {

	/**
	 * The number of runs of a statement within a span from which it counts as repeated.
	 */
	public static final int REPEATED = 5;

	/** The number of rows that were read. */
	public static final AttributeKey<Long> RETURNED_ROWS = AttributeKey.longKey("db.response.returned_rows");

	/** The number of rows that were changed. */
	public static final AttributeKey<Long> AFFECTED_ROWS = AttributeKey.longKey("jdbc.affected_rows");

	/** The time to read the rows, in seconds. */
	public static final AttributeKey<Double> FETCH_TIME = AttributeKey.doubleKey("jdbc.fetch_time");

	/** The time to get the connection, in seconds. */
	public static final AttributeKey<Double> WAIT_TIME = AttributeKey.doubleKey("jdbc.connection_wait_time");

	private StatementAttributes() {
	}

}
