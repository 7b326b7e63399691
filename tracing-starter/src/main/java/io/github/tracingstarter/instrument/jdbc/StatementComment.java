package io.github.tracingstarter.instrument.jdbc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.sql.Database;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The comment at the end of a statement with which the log of the database identifies its
 * trace, in sqlcommenter's format. It makes each text unique, so it is omitted if a
 * driver or a server looks texts up, unless it is enabled for all statements.
 */
final class StatementComment {

	/** The systems whose servers keep no plan of a statement that is not prepared. */
	private static final Set<String> WITHOUT_PLANS = Set.of("postgresql", "mysql", "mariadb");

	/**
	 * A statement that sends the whole text with each execution, and keeps nothing of it.
	 */
	private static final String CLIENT_STATEMENT = "org.mariadb.jdbc.ClientPreparedStatement";

	private static final String TRACE_PARENT = "traceparent='";

	private final boolean everywhere;

	private final Supplier<@Nullable String> application;

	private volatile @Nullable String beginning;

	private StatementComment(boolean everywhere, Supplier<@Nullable String> application) {
		this.everywhere = everywhere;
		this.application = application;
	}

	/**
	 * Creates the comment.
	 * @param comment the statements that have it
	 * @param application the name of the application, resolved at the first statement
	 * @return the comment, or null if no statement has it
	 */
	static @Nullable StatementComment of(JdbcProperties.Comment comment, Supplier<@Nullable String> application) {
		return switch (comment) {
			case OFF -> null;
			case ON -> new StatementComment(false, application);
			case ALL -> new StatementComment(true, application);
		};
	}

	/**
	 * Returns the text to send for a statement that is not prepared.
	 * @param sql the application's text
	 * @param trace the span of the statement, or the enclosing one
	 * @param database the database of the statement
	 * @return the text with the comment, or the text itself
	 */
	String ofPlain(String sql, SpanContext trace, Database database) {
		boolean wanted = this.everywhere
				|| WITHOUT_PLANS.contains(String.valueOf(database.attributes().get(DbAttributes.DB_SYSTEM_NAME)));
		return wanted ? append(sql, trace) : sql;
	}

	/**
	 * Returns the text with which to prepare a statement.
	 * @param sql the application's text
	 * @param trace the enclosing span
	 * @param pool the pool of the connection
	 * @return the text with the comment, or the text itself
	 */
	String ofPrepared(String sql, SpanContext trace, TracedPool pool) {
		return (this.everywhere || pool.preparesOnClient()) ? append(sql, trace) : sql;
	}

	/**
	 * Determines whether a pool's driver prepares statements itself.
	 * @param statement a prepared statement
	 * @param pool the pool of its connection
	 */
	void learn(PreparedStatement statement, TracedPool pool) {
		if (this.everywhere || !pool.mayPrepareOnClient()) {
			return;
		}
		boolean client = false;
		try {
			// The statement behind the pool's, unless the pool itself caches statements.
			client = statement.unwrap(PreparedStatement.class).getClass().getName().equals(CLIENT_STATEMENT);
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			// It is not known, so no statement is changed.
		}
		pool.preparesOnClient(client);
	}

	private String append(String sql, SpanContext trace) {
		int end = end(sql);
		// The driver itself parses an escape. There may already be a comment, from the
		// application or from other tracing.
		if (end == 0 || !trace.isValid() || sql.stripLeading().startsWith("{") || sql.contains(TRACE_PARENT)) {
			return sql;
		}
		int line = Math.max(sql.lastIndexOf('\n'), sql.lastIndexOf('\r')) + 1;
		boolean mayBeCommented = mayBeginComment(sql, line);
		if (mayBeCommented && sql.indexOf(';', line) >= 0) {
			// Text after the end of a statement would be another one.
			return sql;
		}
		int position = mayBeCommented ? sql.length() : end;
		return new StringBuilder(sql.length() + 128).append(sql, 0, position)
			.append(mayBeCommented ? '\n' : ' ')
			.append(beginning())
			.append("00-")
			.append(trace.getTraceId())
			.append('-')
			.append(trace.getSpanId())
			.append('-')
			.append(trace.getTraceFlags().asHex())
			.append("'*/")
			.append(sql, position, sql.length())
			.toString();
	}

	/**
	 * Returns the end of a statement, before its semicolons and their whitespace.
	 */
	private static int end(String sql) {
		int end = sql.length();
		while (end > 0 && (sql.charAt(end - 1) == ';' || Character.isWhitespace(sql.charAt(end - 1)))) {
			end--;
		}
		return end;
	}

	/**
	 * Returns whether the last line may end with a comment. A new line is always correct.
	 */
	private static boolean mayBeginComment(String sql, int line) {
		return sql.indexOf("--", line) >= 0 || sql.indexOf('#', line) >= 0 || sql.indexOf("//", line) >= 0;
	}

	private String beginning() {
		String known = this.beginning;
		if (known == null) {
			String name = this.application.get();
			known = (name != null && !name.isEmpty()) ? "/*application='" + encode(name) + "'," + TRACE_PARENT
					: "/*" + TRACE_PARENT;
			this.beginning = known;
		}
		return known;
	}

	/**
	 * Encodes a value so that nothing in it could end a literal or the comment, or be
	 * taken for a parameter by a driver.
	 */
	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
	}

}
