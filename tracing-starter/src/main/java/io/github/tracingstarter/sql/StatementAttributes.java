package io.github.tracingstarter.sql;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attributes of the spans of statements that are not in the stable semantic conventions,
 * and when statements count as repeated: both for those who write them and those who read
 * them.
 */
public final class StatementAttributes {

	/** The number of runs of one statement within a span from which it is repeated. */
	public static final int REPEATED = 5;

	/** The rows that were read. */
	public static final AttributeKey<Long> RETURNED_ROWS = AttributeKey.longKey("db.response.returned_rows");

	/** The rows that were changed. */
	public static final AttributeKey<Long> AFFECTED_ROWS = AttributeKey.longKey("jdbc.affected_rows");

	/** The seconds that it took to read the rows. */
	public static final AttributeKey<Double> FETCH_TIME = AttributeKey.doubleKey("jdbc.fetch_time");

	/** The seconds that it took to get the connection. */
	public static final AttributeKey<Double> WAIT_TIME = AttributeKey.doubleKey("jdbc.connection_wait_time");

	private StatementAttributes() {
	}

}
